package dev.featurerollout.model;

/** The flag formats a document may be written in, named as in the API. */
public enum FlagFormatName {
    Plain(Percentage.SCALE),
    Flagd(Percentage.SCALE),
    GoFeatureFlag(3),
    Flipt(1),
    FeatureManagement(Percentage.SCALE),
    Unleash(0),
    Togglz(0);

    private final int decimals;

    FlagFormatName(int decimals) {
        this.decimals = decimals;
    }

    /** Returns how many decimals of a percentage the format can say. */
    public int decimals() {
        return decimals;
    }

    /** Returns whether the format can say the percentage. */
    public boolean canSay(Percentage percentage) {
        return percentage.value().stripTrailingZeros().scale() <= decimals;
    }
}
