package dev.featurerollout.runtime;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Scene;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.measure.prometheus.QueryObserver;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
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
        Situation situation = Scene.inQuarter()
                .spec("successCriteria: [{name: errors, query: q, max: '0.01'}]")
                .saw("errors", Verdict.Fail)
                .situation();
        Evaluation look = situation.evidence().tally("errors").last().orElseThrow();
        Outcome outcome = new Outcome(Map.of(), 1, List.of());

        RolloutMeters meters = new RolloutMeters(InstantSource.fixed(situation.now()), (namespace, name, status) -> {});
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
