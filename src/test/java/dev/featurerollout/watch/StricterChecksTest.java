package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.support.MemoryCluster;
import dev.featurerollout.support.NoMeter;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rollout that runs while the operator is replaced by one that refuses what the last one accepted. */
class StricterChecksTest {
    private static final Instant NINE = Instant.parse("2026-11-22T09:00:00Z");

    private static final String ROLLOUT = """
        metadata: {name: checkout, namespace: shop}
        spec:
          flags: [{name: a, configMapRef: {name: flags, key: share}, format: Plain}]
          stages: [{name: few, percentage: 5, bakeTime: 5m}, {name: more, percentage: 25, bakeTime: 5m}]
          successCriteria: [{name: errors, query: errors, max: "0.01", interval: 1m, window: 1m}]
          propagation: {delay: 0s}
        """;

    /** What no version accepts any more, as one before it did. */
    private static final JsonNode OF_AN_OLDER_VERSION = Serialization.unmarshal("""
        spec: &spec
          successCriteria: [{name: errors, query: errors, max: "0.01", interval: 1m, window: 1m, failureLimit: 0}]
        status: {accepted: {spec: *spec}}
        """, JsonNode.class);

    private final MemoryCluster cluster = new MemoryCluster();
    private final TimelineMetrics metrics = new TimelineMetrics();
    private final Cycle cycle =
            new Cycle(MetricSources.only(metrics), new Applier(cluster.flags()), (about, news) -> {}, new NoMeter());
    private Instant now = NINE;

    @BeforeEach
    void aRolloutIsInItsFirstStage() {
        cluster.put(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("flags")
                .addToLabels("featurerollout.dev/flags", "true")
                .endMetadata()
                .addToData("share", "0")
                .build());
        cluster.apply(Serialization.unmarshal(ROLLOUT, FeatureRollout.class));
        metrics.series("errors").from(NINE.minusSeconds(60), 0.001);
        passFor(Duration.ofMinutes(1));
        assertThat(share()).isEqualTo("5");
        cluster.patch(OF_AN_OLDER_VERSION);
    }

    private void passFor(Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); now = now.plusSeconds(10)) {
            cycle.run(new Snapshots(cluster.flags()).take(cluster.rollout(), List.of()), cluster.statuses(), () -> now);
        }
    }

    private String share() {
        return cluster.configMap("flags").orElseThrow().getData().get("share");
    }

    private String state() {
        return cluster.rollout().getStatus().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElseThrow()
                .reason();
    }

    @Test
    void itStaysWhereItIsAndSaysWhatIsWrong() {
        passFor(Duration.ofMinutes(30));
        assertThat(share()).isEqualTo("5");
        assertThat(state()).isEqualTo("InvalidSpec");
    }

    @Test
    void itsGuardrailsStillRollBack() {
        metrics.series("errors").from(NINE.plusSeconds(120), 0.5);
        passFor(Duration.ofMinutes(4));
        assertThat(share()).isEqualTo("0");
        assertThat(state()).isEqualTo("RolledBack");
    }

    @Test
    void itCanStillBeRolledBackOnRequest() {
        cluster.patch(Serialization.unmarshal("spec: {rollback: {requested: true}}", JsonNode.class));
        passFor(Duration.ofMinutes(1));
        assertThat(share()).isEqualTo("0");
    }
}
