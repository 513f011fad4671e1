package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.support.MemoryCluster;
import dev.featurerollout.support.NoMeter;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The clock of a stage starts when its flags were read back, however long measuring and writing take. */
class StageClockTest {
    private static final Instant NINE = Instant.parse("2026-11-22T09:00:00Z");

    private static final String ROLLOUT = """
        metadata: {name: checkout, namespace: shop}
        spec:
          flags: [{name: a, configMapRef: {name: flags, key: share}, format: Plain}]
          stages: [{name: few, percentage: 5, bakeTime: 5m}, {name: more, percentage: 25, bakeTime: 5m}]
          successCriteria: [{name: errors, query: "errors[$(window)]", max: "0.01", interval: 1m, window: 1m}]
          propagation: {delay: 10s}
        """;

    private final MemoryCluster cluster = new MemoryCluster();
    private final List<Instant> beginnings = new ArrayList<>();
    private Instant now = NINE;
    private Instant readBack;

    /** Takes half a minute for each answer. */
    private final class SlowMetrics implements MetricSource {
        @Override
        public Answer at(String query, Instant time) {
            now = now.plusSeconds(30);
            beginnings.add(time.minus(Duration.ofMinutes(1)));
            return new Series(List.of(new Sample(Map.of(), 0.001)));
        }

        @Override
        public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
            throw new AssertionError("nothing is caught up with");
        }
    }

    /** Takes as long for each write. */
    private final class SlowFlags implements FlagStore {
        private final FlagStore flags = cluster.flags();

        @Override
        public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
            return flags.read(namespace, target, freshness);
        }

        @Override
        public Written write(String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes) {
            now = now.plusSeconds(30);
            Written written = flags.write(namespace, holder, resourceVersion, changes);
            readBack = now;
            return written;
        }
    }

    private Cycle cycle(MetricSource metrics, FlagStore flags) {
        cluster.put(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("flags")
                .addToLabels("featurerollout.dev/flags", "true")
                .endMetadata()
                .addToData("share", "0")
                .build());
        cluster.apply(Serialization.unmarshal(ROLLOUT, FeatureRollout.class));
        return new Cycle(MetricSources.only(metrics), new Applier(flags), (about, news) -> {}, new NoMeter());
    }

    private void pass(Cycle cycle, FlagStore flags) {
        cycle.run(new Snapshots(flags).take(cluster.rollout(), List.of()), cluster.statuses(), () -> now);
    }

    private String share() {
        return cluster.configMap("flags").orElseThrow().getData().get("share");
    }

    @Test
    void noEvaluationSeesTimeFromBeforeTheChange() {
        SlowFlags flags = new SlowFlags();
        Cycle cycle = cycle(new SlowMetrics(), flags);
        pass(cycle, flags);
        pass(cycle, flags);
        Instant effectiveAt = cluster.rollout().getStatus().stage().effectiveAt();
        assertThat(effectiveAt).isEqualTo(readBack.plusSeconds(10));
        beginnings.clear();
        now = effectiveAt.plusSeconds(61);
        pass(cycle, flags);
        assertThat(beginnings).containsExactly(effectiveAt);
    }

    @Test
    void aClockThatWasAheadDoesNotBlindTheGuardrails() {
        TimelineMetrics metrics = new TimelineMetrics();
        metrics.series("errors[1m]").from(NINE.minusSeconds(3600), 0.001).from(NINE.plusSeconds(120), 0.5);
        Cycle cycle = cycle(metrics, cluster.flags());
        now = NINE.plus(Duration.ofHours(3));
        pass(cycle, cluster.flags());
        pass(cycle, cluster.flags());
        assertThat(share()).isEqualTo("5");

        now = NINE;
        for (int seconds = 0; seconds <= 240; seconds += 5) {
            now = NINE.plusSeconds(seconds);
            pass(cycle, cluster.flags());
        }
        assertThat(share()).as("a guardrail fails from 9:02 on").isEqualTo("0");
    }

    @Test
    void aClockThatRanAheadInAStageDoesNotBlindThemEither() {
        TimelineMetrics metrics = new TimelineMetrics();
        metrics.series("errors[1m]")
                .from(NINE.minusSeconds(3600), 0.001)
                .noData(NINE.plusSeconds(120), NINE.plus(Duration.ofHours(4)));
        Cycle ahead = cycle(metrics, cluster.flags());
        pass(ahead, cluster.flags());
        pass(ahead, cluster.flags());
        now = NINE.plus(Duration.ofHours(3));
        pass(ahead, cluster.flags());

        TimelineMetrics later = new TimelineMetrics();
        later.series("errors[1m]").from(NINE.minusSeconds(3600), 0.001).from(NINE.plusSeconds(240), 0.5);
        Cycle restarted =
                new Cycle(MetricSources.only(later), new Applier(cluster.flags()), (about, news) -> {}, new NoMeter());
        for (int seconds = 80; seconds <= 420; seconds += 5) {
            now = NINE.plusSeconds(seconds);
            pass(restarted, cluster.flags());
        }
        assertThat(share()).as("a guardrail fails from 9:04 on").isEqualTo("0");
    }
}
