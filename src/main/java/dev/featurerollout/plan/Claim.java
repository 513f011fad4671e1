package dev.featurerollout.plan;

/**
 * Another rollout's stronger claim.
 *
 * @param rollout its name
 * @param what on what
 */
public record Claim(String rollout, What what) {

    /** What two rollouts cannot both have. */
    public enum What {
        /** One of the same flags. */
        Flag,
        /** One of the same documents, which it generates from another base, or from none. */
        Base
    }

    /** Returns the claim for people, with the ways out. */
    @Override
    public String toString() {
        return "FeatureRollout " + rollout
                + switch (what) {
                    case Flag ->
                        " already moves one of these flags, and two on one flag would undo each other: delete or"
                                + " finish that one, or name another flag";
                    case Base ->
                        " names another from for one of these documents, or none, and a document has one source: name"
                                + " the same from in both";
                };
    }
}
