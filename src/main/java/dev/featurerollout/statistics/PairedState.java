package dev.featurerollout.statistics;

import java.util.Optional;

/**
 * What a {@link PairedTest} has come to.
 *
 * @param worse differences from the margin in this stage, above 0 where the treatment is worse
 * @param better differences from the safe margin in this stage, above 0 where the treatment is better
 */
record PairedState(
        Optional<StageTerms> terms,
        int looks,
        int withoutInformation,
        Capital harm,
        Optional<Capital> safe,
        Differences worse,
        Differences better)
        implements TestState {
    static final String KIND = "paired";

    static PairedState finished(Capital harm) {
        return new PairedState(Optional.empty(), 0, 0, harm, Optional.empty(), Differences.NONE, Differences.NONE);
    }

    @Override
    public String checkpoint() {
        Checkpoint.Writer to = new Checkpoint.Writer(KIND);
        harm.write(to);
        return to.text();
    }
}
