package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.EvidenceStatus;
import dev.featurerollout.api.v1alpha1.TestStatus;
import dev.featurerollout.measure.criteria.Numbers;
import dev.featurerollout.measure.criteria.TrialWords;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Guarantee;
import dev.featurerollout.model.Trial;
import dev.featurerollout.statistics.Interval;
import dev.featurerollout.statistics.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Writes how far sequential tests have come into a status. */
final class TrialProjection {
    /** A capital beyond this needs no digits. */
    private static final double LARGEST_LOG = Math.log(1e12);

    private TrialProjection() {}

    /** Returns the evidence of one test, for people. */
    static EvidenceStatus evidence(Criterion criterion, Trial trial, Guarantee guarantee) {
        TrialWords words = new TrialWords(criterion, guarantee);
        Reading reading = words.read(trial);
        boolean safeIsAsked = trial.terms().safeMargin().isPresent();
        return new EvidenceStatus(
                capital(reading.logCapital()),
                Numbers.format(words.needed()),
                safeIsAsked ? capital(reading.logSafeCapital()) : null,
                safeIsAsked ? Numbers.format(1 / guarantee.missedHarmChance()) : null,
                interval(reading, Interval::estimate),
                interval(reading, Interval::low),
                interval(reading, Interval::high),
                Numbers.format(reading.burstSize()),
                words.seen(reading),
                words.missing(trial, reading).orElse(null));
    }

    private static String interval(Reading reading, ToDoubleFunction<Interval> end) {
        return reading.ratio()
                .map(ratio -> Numbers.format(end.applyAsDouble(ratio)))
                .orElse(null);
    }

    private static String capital(double log) {
        return log > LARGEST_LOG ? "over 1000000000000" : Numbers.format(Math.exp(log));
    }

    /** Returns what the tests bring into the next stage: of those that went on in this one what they came to. */
    static List<TestStatus> checkpoints(List<TestStatus> before, Map<String, Trial> trials) {
        Map<String, TestStatus> tests = new LinkedHashMap<>();
        Optional.ofNullable(before).orElse(List.of()).forEach(test -> tests.put(test.criterion(), test));
        trials.forEach((criterion, trial) -> tests.put(
                criterion,
                new TestStatus(
                        criterion,
                        trial.edges().isEmpty() ? null : trial.edges(),
                        trial.state().checkpoint())));
        return tests.isEmpty()
                ? null
                : tests.keySet().stream().sorted().map(tests::get).toList();
    }
}
