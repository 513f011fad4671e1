package dev.featurerollout.lint;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is looked for in success criteria; docs/lint.md has the same list, with examples.
 *
 * <p>A rule is here only if what it finds is nearly always a mistake.
 */
public final class LintRules {
    /** What cannot be read is not judged by the rules; Prometheus has the last word on it. */
    public static final String UNREADABLE = "Unreadable";

    /** What comes after more text than is linted; it is about a spec, and no rule about a query. */
    public static final String NOT_LINTED = "NotLinted";

    static final List<LintRule> IN_ORDER = List.of(
            // One number.
            new LintRule("NotOneNumber", Severity.Error, ResultRules::notOneNumber),
            new LintRule("SeveralSeries", Severity.Warning, ResultRules::severalSeries),
            new LintRule("DifferentLabels", Severity.Error, MatchingRules::differentLabels),
            new LintRule("DividedByItself", Severity.Error, MatchingRules::dividedByItself),
            new LintRule("MatchesNothing", Severity.Warning, MatchingRules::matchesNothing),
            // Always a number.
            new LintRule("EmptyWhenNeverFailed", Severity.Warning, ShareRules::emptyWhenNeverFailed),
            new LintRule("EmptyAtTotalOutage", Severity.Warning, ShareRules::emptyAtTotalOutage),
            new LintRule("ComparisonDropsSeries", Severity.Warning, ResultRules::comparisonDropsSeries),
            new LintRule("AbsentIsEmpty", Severity.Warning, ResultRules::absentIsEmpty),
            // A number only where there is data.
            new LintRule("SilencePasses", Severity.Warning, ResultRules::silencePasses),
            // The right number.
            new LintRule("QuantileWithoutLe", Severity.Error, QuantileRules::quantileWithoutLe),
            new LintRule("QuantileOfOneBucket", Severity.Error, QuantileRules::quantileOfOneBucket),
            new LintRule("QuantileOutOfRange", Severity.Error, QuantileRules::quantileOutOfRange),
            new LintRule("AverageOfQuantiles", Severity.Warning, QuantileRules::averageOfQuantiles),
            new LintRule("AverageOfRatios", Severity.Warning, QuantileRules::averageOfRatios),
            new LintRule("CounterWithoutRate", Severity.Warning, CounterRules::counterWithoutRate),
            new LintRule("RateOfGauge", Severity.Warning, CounterRules::rateOfGauge),
            new LintRule("IrateInGuardrail", Severity.Warning, CounterRules::irateInGuardrail),
            // Of the right time.
            new LintRule("FixedWindow", Severity.Warning, WindowRules::fixedWindow),
            new LintRule("WindowTooShort", Severity.Warning, WindowRules::windowTooShort),
            // Bounds.
            new LintRule("BoundOnWrongSide", Severity.Warning, ShareRules::boundOnWrongSide),
            new LintRule("BoundOfAShare", Severity.Error, ShareRules::boundOfAShare),
            new LintRule("UnitOfBound", Severity.Warning, WindowRules::unitOfBound));

    private LintRules() {}

    /** Returns the names of all rules in order. */
    public static List<String> names() {
        return Stream.concat(IN_ORDER.stream().map(LintRule::name), Stream.of(UNREADABLE))
                .toList();
    }
}
