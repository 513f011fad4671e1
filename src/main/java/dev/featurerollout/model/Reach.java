package dev.featurerollout.model;

/**
 * Whom a flag reaches: some audiences whole, and a share of everybody else.
 *
 * <p>Two reaches may differ both ways, one with more audiences and the other with more percent: then each is above and
 * below the other.
 *
 * @param audiences how many of the rollout's audiences have the feature, counted from the first
 */
public record Reach(int audiences, Percentage percentage) {
    public static final Reach NOBODY = of(Percentage.ZERO);

    /** Returns the reach of a percentage without audiences. */
    public static Reach of(Percentage percentage) {
        return new Reach(0, percentage);
    }

    /** Returns whether anybody is reached by this and not by the other. */
    public boolean isAbove(Reach other) {
        return audiences > other.audiences || percentage.isAbove(other.percentage);
    }

    /** Returns whether anybody is reached by the other and not by this. */
    public boolean isBelow(Reach other) {
        return other.isAbove(this);
    }

    /** Returns the reach of all whom one of the two reaches. */
    public Reach or(Reach other) {
        return new Reach(
                Math.max(audiences, other.audiences),
                percentage.isAbove(other.percentage) ? percentage : other.percentage);
    }

    /** Returns the reach of those whom both reach. */
    public Reach and(Reach other) {
        return new Reach(
                Math.min(audiences, other.audiences),
                percentage.isBelow(other.percentage) ? percentage : other.percentage);
    }

    /** Returns the reach for people, such as {@code 5 %} or {@code 5 % and 2 audiences}. */
    @Override
    public String toString() {
        return percentage + " %"
                + switch (audiences) {
                    case 0 -> "";
                    case 1 -> " and 1 audience";
                    default -> " and " + audiences + " audiences";
                };
    }
}
