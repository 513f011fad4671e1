package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.Delivery;
import dev.featurerollout.apply.FlagLint;
import dev.featurerollout.apply.configmap.ConfigMapFlagStore;
import dev.featurerollout.apply.configmap.ConfigMaps;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.support.MemoryCluster;
import dev.featurerollout.support.NoMeter;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A document that can be rolled out, but not without something that people should know. */
class FlagsSoundTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private static final String SOUND = """
        flags:
          new-checkout:
            state: ENABLED
            variants: {on: true, off: false}
            defaultVariant: "off"
            targeting:
              fractional: [["on", 0], ["off", 100]]
        """;

    /** Dealt by the user alone, and not by the flag. */
    private static final String RISKY = SOUND.replace("[[\"on\", 0]", "[{var: email}, [\"on\", 0]");

    private final MemoryCluster cluster = new MemoryCluster();
    private final List<String> news = new ArrayList<>();
    private final List<String> read = new ArrayList<>();
    private final Cycle cycle = new Cycle(
            MetricSources.only(new TimelineMetrics()),
            new Applier(cluster.flags()),
            Delivery.of(new FlagLint(new ConfigMapFlagStore(new ConfigMaps(null, (namespace, name) -> {
                read.add(name);
                return cluster.configMap(name);
            })))),
            (about, told) -> news.add(told.reason()),
            new NoMeter());
    private Instant now = START;

    private void begin(String document) {
        put(document);
        cluster.apply(Serialization.unmarshal("""
            apiVersion: featurerollout.dev/v1alpha1
            kind: FeatureRollout
            metadata: {name: new-checkout, namespace: shop}
            spec:
              flags:
              - {name: checkout, configMapRef: {name: flags, key: flags.yaml}, format: Flagd, flag: new-checkout, variation: "on"}
              stages:
              - {name: canary, percentage: 5, bakeTime: 10m}
              - {name: half, percentage: 50, bakeTime: 10m}
              - {name: everyone, percentage: 100, bakeTime: 10m}
              propagation: {delay: 0s}
              allowUnguarded: true
            """, FeatureRollout.class));
    }

    private void put(String document) {
        cluster.put(Serialization.unmarshal("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: flags, labels: {featurerollout.dev/flags: "true"}}
            """, ConfigMap.class)
                .edit()
                .addToData("flags.yaml", document)
                .build());
    }

    private void passUntil(String stage) {
        Instant end = now.plus(Duration.ofHours(1));
        while (now.isBefore(end) && !stage.equals(stage())) {
            Instant wake = cycle.run(
                            new Snapshots(cluster.flags()).take(cluster.rollout(), List.of()),
                            cluster.statuses(),
                            InstantSource.fixed(now))
                    .wakeAt()
                    .orElse(end);
            now = wake.isAfter(now) ? wake : now.plusMillis(1);
        }
        assertThat(stage()).isEqualTo(stage);
    }

    private String stage() {
        return cluster.rollout().getStatus() == null
                        || cluster.rollout().getStatus().stage() == null
                ? ""
                : cluster.rollout().getStatus().stage().name();
    }

    private Condition condition() {
        return cluster.rollout().getStatus().conditions().stream()
                .filter(condition -> condition.type().equals("FlagsSound"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isToldWhenTheAttemptBeginsAndHoldsNothing() {
        begin(RISKY);
        passUntil("canary");
        assertThat(condition().status()).isEqualTo("False");
        assertThat(condition().message())
                .startsWith("flags/flags.yaml:7:")
                .contains("same users", "[same-users-first]");
        assertThat(condition().reason()).isEqualTo("SameUsersFirst");
        assertThat(news).containsOnlyOnce("FlagsUnsound");
        passUntil("everyone");
        assertThat(news).containsOnlyOnce("FlagsUnsound");
    }

    @Test
    void aDocumentThatNobodyElseWroteIsLookedAtOnce() {
        begin(SOUND);
        passUntil("everyone");
        assertThat(condition().status()).isEqualTo("True");
        assertThat(read).hasSize(1);
        assertThat(news).doesNotContain("FlagsUnsound");
    }

    @Test
    void anEditByOthersIsLookedAtWhenTheNextStageIsEntered() {
        begin(SOUND);
        passUntil("canary");
        put(RISKY.replace("[\"on\", 0], [\"off\", 100]", "[\"on\", 5], [\"off\", 95]"));
        passUntil("half");
        assertThat(condition().status()).isEqualTo("False");
        passUntil("everyone");
        assertThat(read).hasSize(2);
    }
}
