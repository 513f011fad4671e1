package dev.featurerollout.explain;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.support.MemoryCluster;
import dev.featurerollout.support.NoMeter;
import dev.featurerollout.watch.Cycle;
import dev.featurerollout.watch.Snapshots;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A rollout with the status that the operator would have written by a given time. */
public final class PlayedRollout {
    public static final String MANIFEST = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: new-checkout, namespace: shop}
        spec:
          flags:
          - {name: checkout, configMapRef: {name: shop-flags, key: percent}, format: Plain}
          stages:
          - {name: canary, percentage: 5, bakeTime: 10m}
          - {name: half, percentage: 50, bakeTime: 30m}
          - {name: everyone, percentage: 100, bakeTime: 1h}
          successCriteria:
          - {name: error-rate, query: 'max(error_ratio)', max: "0.01", warning: {max: "0.005"}, interval: 30s, failureLimit: 2}
          - {name: latency, query: 'max(latency_seconds)', max: 1, interval: 1m}
        """;

    private PlayedRollout() {}

    /** Returns it as it stands after {@code length}. */
    public static FeatureRollout after(Duration length, Instant start, MetricSource metrics) {
        return after(MANIFEST, length, start, metrics);
    }

    /** Returns another one as it stands after {@code length}. */
    static FeatureRollout after(String manifest, Duration length, Instant start, MetricSource metrics) {
        List<FeatureRollout> stands = new ArrayList<>();
        play(manifest, List.of(length), start, metrics, (elapsed, rollout) -> stands.add(rollout));
        return stands.get(0);
    }

    /** Plays it once, and shows how it stands at each of {@code times}, which are since {@code start} and rising. */
    static void play(
            List<Duration> times, Instant start, MetricSource metrics, BiConsumer<Duration, FeatureRollout> show) {
        play(MANIFEST, times, start, metrics, show);
    }

    private static void play(
            String manifest,
            List<Duration> times,
            Instant start,
            MetricSource metrics,
            BiConsumer<Duration, FeatureRollout> show) {
        MemoryCluster cluster = new MemoryCluster();
        cluster.put(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("shop-flags")
                .addToLabels("featurerollout.dev/flags", "true")
                .endMetadata()
                .addToData("percent", "0")
                .build());
        cluster.apply(Serialization.unmarshal(manifest, FeatureRollout.class));
        Cycle cycle = new Cycle(
                MetricSources.only(metrics), new Applier(cluster.flags()), (about, news) -> {}, new NoMeter());
        Instant now = start;
        for (Duration time : times) {
            while (!now.isAfter(start.plus(time))) {
                Instant wakeAt = cycle.run(
                                new Snapshots(cluster.flags()).take(cluster.rollout(), List.of()),
                                cluster.statuses(),
                                InstantSource.fixed(now))
                        .wakeAt()
                        .orElse(Instant.MAX);
                now = wakeAt.isAfter(now) ? wakeAt : now.plusMillis(1);
            }
            show.accept(time, cluster.rollout());
        }
    }
}
