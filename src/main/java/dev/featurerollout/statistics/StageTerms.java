package dev.featurerollout.statistics;

import java.util.OptionalDouble;

/**
 * What a test has to know of a stage.
 *
 * @param treatmentShare 0..1, the stage's percentage / 100
 * @param safeMargin the harm, as a ratio above 0, that the stage's safe test looks to rule out (see {@link Margins});
 *     empty when there is no safe test
 */
public record StageTerms(double treatmentShare, OptionalDouble safeMargin) {
    public StageTerms {
        Require.that(treatmentShare >= 0 && treatmentShare <= 1, "treatmentShare is not within 0..1", treatmentShare);
        safeMargin.ifPresent(m -> Require.that(m > 0 && Double.isFinite(m), "safeMargin is not above 0", m));
    }

    boolean treatmentIsMajority() {
        return treatmentShare > 0.5;
    }
}
