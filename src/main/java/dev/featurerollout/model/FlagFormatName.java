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

    /** What {@code FeatureManagement} knows of users: their ids. */
    public static final String USERS = "Users";

    /** What else it knows of them. */
    public static final String GROUPS = "Groups";

    private final int decimals;

    FlagFormatName(int decimals) {
        this.decimals = decimals;
    }

    /** Returns how many decimals of a percentage the format can say. */
    public int decimals() {
        return decimals;
    }

    /** Returns whether the format can give the feature to users who share any attribute at all. */
    public boolean hasAudiences() {
        return this != Plain && this != Togglz;
    }

    /** Returns whether the format can give the feature to an audience. */
    public boolean admits(Audience audience) {
        return this == FeatureManagement
                ? audience.attribute().equals(USERS) || audience.attribute().equals(GROUPS)
                : hasAudiences();
    }

    /** Returns whether the format can say the percentage. */
    public boolean canSay(Percentage percentage) {
        return percentage.value().stripTrailingZeros().scale() <= decimals;
    }
}
