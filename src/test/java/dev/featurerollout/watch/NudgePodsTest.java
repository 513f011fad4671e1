package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.Delivery;
import dev.featurerollout.apply.PodNudge;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pods are told of each change of the flags, and whatever becomes of that, the rollout goes its way. */
class NudgePodsTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MemoryCluster cluster = new MemoryCluster();
    private final List<String> news = new ArrayList<>();
    /** What was told, beside the printed state at that moment. */
    private final List<String> told = new CopyOnWriteArrayList<>();

    private Instant now = START;
    private Delivery delivery;
    private Cycle cycle;

    private void begin(PodNudge pods, Duration patience) {
        cluster.put(Serialization.unmarshal("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: flags, labels: {featurerollout.dev/flags: "true"}}
            data: {share: "0"}
            """, ConfigMap.class));
        cluster.apply(Serialization.unmarshal("""
            apiVersion: featurerollout.dev/v1alpha1
            kind: FeatureRollout
            metadata: {name: new-checkout, namespace: shop}
            spec:
              flags: [{name: checkout, configMapRef: {name: flags, key: share}, format: Plain}]
              stages:
              - {name: canary, percentage: 5, bakeTime: 10m}
              - {name: everyone, percentage: 100, bakeTime: 10m}
              propagation: {delay: 0s, nudgePods: {matchLabels: {app: checkout}}}
              allowUnguarded: true
            """, FeatureRollout.class));
        delivery = new Delivery(List.of(), pods, patience, (ok, failed) -> {});
        restart();
    }

    private void restart() {
        cycle = new Cycle(
                MetricSources.only(new TimelineMetrics()),
                new Applier(cluster.flags()),
                delivery,
                (about, what) -> news.add(what.reason()),
                new NoMeter());
    }

    @AfterEach
    void end() {
        delivery.close();
    }

    private PodNudge.Nudged answer(String version, int ok, int failed, String problem) {
        told.add(version + " " + state());
        return new PodNudge.Nudged(ok, failed, false, Optional.empty(), Optional.ofNullable(problem));
    }

    private String state() {
        return cluster.rollout().getStatus().stage() == null
                ? condition("Ready").reason()
                : cluster.rollout().getStatus().stage().name();
    }

    private Condition condition(String type) {
        return cluster.rollout().getStatus().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private void pass(Duration length) {
        Instant end = now.plus(length);
        while (now.isBefore(end)) {
            Instant wake = cycle.run(
                            new Snapshots(cluster.flags()).take(cluster.rollout(), List.of()),
                            cluster.statuses(),
                            InstantSource.fixed(now))
                    .wakeAt()
                    .orElse(end);
            now = wake.isAfter(now) ? wake : now.plusMillis(1);
        }
        now = end;
    }

    private void requestRollback() throws Exception {
        cluster.patch(new ObjectMapper().readTree("{\"spec\": {\"rollback\": {\"requested\": true}}}"));
    }

    @Test
    void eachChangeIsToldOnceBeforeTheStatusSaysThatItWasMade() throws Exception {
        begin((namespace, labels, version) -> answer(namespace + labels + version, 3, 0, null), LONG);
        pass(Duration.ofMinutes(5));
        assertThat(told).hasSize(1).allMatch(line -> line.matches("shop\\{app=checkout}flags@[0-9]+ Progressing"));
        assertThat(condition("PodsNudged").message()).startsWith("3 pods were told of flags@");

        requestRollback();
        pass(Duration.ofMinutes(5));
        assertThat(told).hasSize(2);
        assertThat(told.get(1)).endsWith(" canary");
        assertThat(state()).isEqualTo("RolledBack");
        assertThat(news).doesNotContain("PodsNotNudged");
    }

    @Test
    void whatFailsIsTriedAFewTimesToldOnceAndHoldsNothing() {
        begin((namespace, labels, version) -> answer(version, 1, 2, "the server is away"), LONG);
        pass(Duration.ofMinutes(9));
        assertThat(told).hasSize(3);
        assertThat(condition("PodsNudged").status()).isEqualTo("False");
        assertThat(condition("PodsNudged").message()).contains("2 of 3 pods", "the server is away");
        assertThat(news).containsOnlyOnce("PodsNotNudged");
        pass(Duration.ofMinutes(15));
        assertThat(condition("Ready").reason()).isEqualTo("Completed");
        assertThat(news).containsOnlyOnce("PodsNotNudged");
    }

    @Test
    void aMissingRightIsNotTriedAgainAndSaysWhatGivesIt() {
        begin(
                (namespace, labels, version) -> {
                    told.add(version);
                    return new PodNudge.Nudged(0, 1, false, Optional.of("patch"), Optional.of("forbidden"));
                },
                LONG);
        pass(Duration.ofMinutes(9));
        assertThat(told).hasSize(1);
        assertThat(condition("PodsNudged").reason()).isEqualTo("Forbidden");
        assertThat(condition("PodsNudged").message()).contains("may not patch pods", "rbac.nudgePods=true", "shop");
    }

    @Test
    void labelsThatNoPodHasAreTold() {
        begin((namespace, labels, version) -> answer(version, 0, 0, null), LONG);
        pass(Duration.ofMinutes(1));
        assertThat(condition("PodsNudged").reason()).isEqualTo("NoPodsFound");
    }

    @Test
    void aSlowOneIsNotWaitedForAndARollbackTakesItsPlace() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        begin(
                (namespace, labels, version) -> {
                    if (told.isEmpty()) {
                        told.add(version);
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                            throw new IllegalStateException(e);
                        }
                    }
                    return answer(version, 1, 0, null);
                },
                Duration.ofMillis(50));
        pass(Duration.ofSeconds(1));
        assertThat(state()).isEqualTo("canary");
        assertThat(condition("PodsNudged").reason()).isEqualTo("UnderWay");

        requestRollback();
        pass(Duration.ofSeconds(1));
        interrupted.await();
        assertThat(state()).isEqualTo("RolledBack");
        assertThat(cluster.configMap("flags").orElseThrow().getData()).isEqualTo(Map.of("share", "0"));
    }

    @Test
    void podsAreToldAfterAnInterruptionBetweenTheFlagsAndTheStatus() {
        begin((namespace, labels, version) -> answer(version, 1, 0, null), LONG);
        // The intent is written; then the flags are, and the operator ends.
        cycle.run(
                new Snapshots(cluster.flags()).take(cluster.rollout(), List.of()),
                cluster.statuses(),
                InstantSource.fixed(now));
        cluster.put(cluster.configMap("flags")
                .orElseThrow()
                .edit()
                .addToData("share", "5")
                .build());
        restart();
        pass(Duration.ofMinutes(1));
        assertThat(state()).isEqualTo("canary");
        assertThat(told).hasSize(1);
    }

    @Test
    void whenItIsNotAskedForAnyMoreTheConditionSaysSo() throws Exception {
        begin((namespace, labels, version) -> answer(version, 1, 0, null), LONG);
        pass(Duration.ofMinutes(1));
        cluster.patch(new ObjectMapper().readTree("{\"spec\": {\"propagation\": {\"nudgePods\": null}}}"));
        pass(Duration.ofMinutes(30));
        assertThat(condition("PodsNudged").reason()).isEqualTo("NotAsked");
        assertThat(told).hasSize(1);
    }
}
