package dev.featurerollout.runtime;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.measure.prometheus.QueryObserver;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Span;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operator's metrics when everything has happened once, for the tests of the documents. */
public final class SampleMetrics {
    private static final FeatureRolloutStatus STATUS =
            Serialization.unmarshal("{\"observedGeneration\": 1}", FeatureRolloutStatus.class);

    private SampleMetrics() {}

    /** Returns what {@code /metrics} serves then. */
    public static String scrape() {
        Instant now = Instant.parse("2026-11-22T09:00:00Z");
        Evaluation look = new Evaluation(now, Verdict.Fail, Optional.of(1.0), "max 0", "vector(1)", "1, max 0");
        Tally tally = Tally.none(now.minusSeconds(1)).with(look, new Span(now.minusSeconds(1), now));
        Evidence none = Evidence.none(now);
        Evidence evidence = new Evidence(none.effectiveAt(), none.bake(), Map.of("errors", tally), Map.of());
        Situation situation = new Situation(now, null, null, null, null, null, Optional.empty(), evidence);
        Outcome outcome = new Outcome(Map.of(), 1, List.of());

        RolloutMeters meters = new RolloutMeters(InstantSource.fixed(now), (namespace, name, status) -> {});
        meters.asked(QueryObserver.Kind.INSTANT, Duration.ofMillis(1), QueryObserver.Outcome.REFUSED);
        meters.looked(look);
        meters.carriedOut(situation, new Decision.BringBack(Reason.Progressing, ""), outcome);
        meters.carriedOut(
                situation,
                new Decision.RollBack(
                        new Decision.Cause("GuardrailFailed", Optional.of("errors"), Optional.of("1"), "")),
                outcome);
        meters.stands("shop", "new-checkout", STATUS);
        meters.statusWritten();
        meters.nudged(1, 1);
        meters.provider("team-mimir", true);
        return meters.registry().scrape();
    }
}
