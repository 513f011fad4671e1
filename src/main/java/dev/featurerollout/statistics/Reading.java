package dev.featurerollout.statistics;

import java.util.Optional;

/**
 * What the state of a test says to people and to the decision.
 *
 * @param logCapital the natural log of the evidence of harm, over all stages; 0 at the start. Harm is proved at
 *     {@link Needed#logCapital}; once reached it stays so, even if the capital falls again
 * @param logSafeCapital the natural log of this stage's evidence that the harm is below the safe margin; minus infinity
 *     when there is no safe test
 * @param ratio bad share in the treatment / in the control over all stages, weighted by stage (Mantel and Haenszel);
 *     the bad share itself for a {@link BoundTest}; empty for {@link PairedTest} and {@link SplitTest}, and before
 *     there was anything bad to compare
 * @param burstSize how many bad events come at once, by which evidence of harm is divided; 1 for one at a time
 * @param bad bad events seen in this stage, in the treatment ({@link BoundTest}: in all; {@link SplitTest}: requests in
 *     the treatment; {@link PairedTest}: 0)
 * @param of events seen in this stage, of which {@code bad} are a part ({@link PairedTest}: pairs)
 * @param controlBad bad events of the control in this stage
 * @param controlOf events of the control in this stage
 * @param looks looks in this stage, all of them
 * @param lookedWithoutInformation those of them that were missing or lacked the traffic to compare
 * @param edge which histogram edge ratio, burst size and counts are of, from 0: the one with the most evidence of harm
 */
public record Reading(
        double logCapital,
        double logSafeCapital,
        Optional<Interval> ratio,
        double burstSize,
        double bad,
        double of,
        double controlBad,
        double controlOf,
        int looks,
        int lookedWithoutInformation,
        int edge) {}
