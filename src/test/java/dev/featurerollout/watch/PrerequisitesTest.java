package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.Delivery;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.plan.Relations;
import dev.featurerollout.support.MemoryCluster;
import dev.featurerollout.support.NoMeter;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checkout stands on the cart, and the discount on the checkout: what is on top goes down first. */
class PrerequisitesTest {
    private static final List<String> ALL = List.of("cart", "checkout", "discount");
    private static final String ROLLBACK = "{\"spec\": {\"rollback\": {\"requested\": true}}}";

    private final MemoryCluster flags = new MemoryCluster();
    private final Map<String, MemoryCluster> rollouts = new LinkedHashMap<>();
    private final List<String> writes = new ArrayList<>();
    private String broken = "";
    private String unreadable = "";
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    private final FlagStore store = new FlagStore() {
        private final FlagStore real = flags.flags();

        @Override
        public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
            if (target.holder().name().equals(unreadable)) {
                throw new IllegalStateException("the API server does not answer");
            }
            return real.read(namespace, target, freshness);
        }

        @Override
        public Written write(String namespace, Holder holder, String version, Map<FlagTarget, Change> changes) {
            if (holder.name().equals(broken)) {
                return new Failed(holder + " could not be changed: forbidden");
            }
            writes.add(holder.name());
            return real.write(namespace, holder, version, changes);
        }
    };
    private final Snapshots snapshots = new Snapshots(store);
    private final Relatives relatives =
            new Relatives(snapshots, name -> Optional.of(rollouts.get(name).rollout()), this::dependentsOf);
    private final Cycle cycle = new Cycle(
            MetricSources.only(new TimelineMetrics()),
            new Applier(store),
            Delivery.of(),
            (about, news) -> {},
            new NoMeter());

    private List<FeatureRollout> dependentsOf(String name) {
        return rollouts.values().stream()
                .map(MemoryCluster::rollout)
                .filter(rollout -> Relatives.names(rollout).anyMatch(name::equals))
                .toList();
    }

    @BeforeEach
    void allThreeAreAtHalf() {
        apply("cart", "");
        apply("checkout", "  prerequisites: [{name: cart}]\n");
        apply("discount", "  prerequisites: [{name: checkout}]\n");
        for (int pass = 0; pass < 6; pass++) {
            ALL.forEach(this::pass);
        }
        assertThat(ALL).allSatisfy(name -> assertThat(share(name)).isEqualTo("50"));
        writes.clear();
    }

    private void apply(String name, String more) {
        flags.put(new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("featurerollout.dev/flags", "true")
                .endMetadata()
                .addToData("share", "0")
                .build());
        MemoryCluster cluster = new MemoryCluster();
        cluster.apply(Serialization.unmarshal("""
            apiVersion: featurerollout.dev/v1alpha1
            kind: FeatureRollout
            metadata: {name: %1$s}
            spec:
              flags: [{name: it, configMapRef: {name: %1$s, key: share}, format: Plain}]
              stages:
              - {name: half, percentage: 50, bakeTime: 1h}
              - {name: everyone, percentage: 100, bakeTime: 1h}
              allowUnguarded: true
            """.formatted(name) + more, FeatureRollout.class));
        rollouts.put(name, cluster);
    }

    private void pass(String name) {
        now = now.plus(Duration.ofSeconds(1));
        FeatureRollout rollout = rollouts.get(name).rollout();
        Relations relations = relatives.of(rollout);
        cycle.run(
                snapshots.take(rollout, List.of(), relations),
                rollouts.get(name).statuses(),
                InstantSource.fixed(now));
    }

    @Test
    void rolloutsThatWaitForOneAnotherAreRefusedWithTheWholeCircle() {
        apply("one", "  prerequisites: [{name: cart}, {name: two}]\n");
        apply("two", "  prerequisites: [{name: three}]\n");
        apply("three", "  prerequisites: [{name: one}]\n");
        apply("behind", "  prerequisites: [{name: one}]\n");
        List.of("one", "two", "three", "behind").forEach(this::pass);
        assertThat(message("one")).contains("spec.prerequisites", "one -> two -> three -> one. Remove one of");
        assertThat(message("three")).contains("three -> one -> two -> three");
        assertThat(List.of(state("one"), state("two"), state("three"), state("behind")))
                .containsExactly("InvalidSpec", "InvalidSpec", "InvalidSpec", "Pending");
        assertThat(share("one")).isEqualTo("0");
    }

    private String message(String name) {
        return ready(name).message();
    }

    private String share(String name) {
        return flags.configMap(name).orElseThrow().getData().get("share");
    }

    private String state(String name) {
        return ready(name).reason();
    }

    private Condition ready(String name) {
        return rollouts.get(name).rollout().getStatus().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElseThrow();
    }

    private void rollBack(String name) {
        rollouts.get(name).patch(Serialization.unmarshal(ROLLBACK, JsonNode.class));
        pass(name);
    }

    @Test
    void whatStandsOnItGoesDownFirst() {
        rollBack("cart");

        assertThat(writes).containsExactly("discount", "checkout", "cart");
        assertThat(ALL).allSatisfy(name -> assertThat(share(name)).isEqualTo("0"));
    }

    @Test
    void theOthersSayWhyInTheirOwnStatus() {
        rollBack("cart");
        pass("checkout");
        pass("discount");

        assertThat(ALL).allSatisfy(name -> assertThat(state(name)).isEqualTo("RolledBack"));
        assertThat(rollouts.get("discount").rollout().getStatus().rollback().message())
                .isEqualTo("FeatureRollout checkout, a prerequisite, was rolled back");
        assertThat(writes).as("nothing is written twice").hasSize(3);
    }

    @Test
    void whatItStandsOnStays() {
        rollBack("checkout");

        assertThat(writes).containsExactly("discount", "checkout");
        assertThat(share("cart")).isEqualTo("50");
        pass("cart");
        assertThat(state("cart")).isEqualTo("Progressing");
    }

    @Test
    void oneThatCannotBeBroughtDownKeepsNobodyUp() {
        broken = "checkout";
        rollBack("cart");

        assertThat(writes).containsExactly("discount", "cart");
        assertThat(state("cart")).isEqualTo("RolledBack");

        pass("checkout");
        assertThat(state("checkout")).isEqualTo("RollingBack");
        broken = "";
        pass("checkout");
        assertThat(state("checkout")).isEqualTo("RolledBack");
        assertThat(share("checkout")).isEqualTo("0");
    }

    @Test
    void oneThatCannotBeReadKeepsNobodyUp() {
        unreadable = "checkout";
        rollBack("cart");

        assertThat(writes).containsExactly("discount", "cart");
        assertThat(state("cart")).isEqualTo("RolledBack");

        unreadable = "";
        pass("checkout");
        assertThat(share("checkout")).isEqualTo("0");
    }

    @Test
    void onesStatusThatCannotBeReadKeepsNobodyUp() {
        rollouts.get("discount")
                .patch(Serialization.unmarshal(
                        "{\"status\": {\"stage\": {\"enteredAt\": null, \"effectiveAt\": null},"
                                + " \"flags\": [{\"name\": \"it\", \"format\": \"Unknown\", \"percentage\": \"x\","
                                + " \"configMapRef\": {\"name\": \"a\", \"key\": \"b\"}, \"original\": {}}]}}",
                        JsonNode.class));
        rollBack("cart");

        assertThat(writes).containsExactly("checkout", "cart");
        assertThat(state("cart")).isEqualTo("RolledBack");
    }

    @Test
    void oneThatWasLoweredByHandDoesNotCountAsUp() {
        flags.put(new ConfigMapBuilder(flags.configMap("cart").orElseThrow())
                .addToData("share", "20")
                .build());
        now = now.plus(Duration.ofHours(2));
        pass("checkout");

        assertThat(share("checkout")).isEqualTo("50");
        assertThat(state("checkout")).isEqualTo("Holding");
    }

    @Test
    void oneWhoseFlagCannotBeReadDoesNotCountAsUp() {
        unreadable = "cart";
        now = now.plus(Duration.ofHours(2));
        pass("checkout");

        assertThat(state("checkout")).isEqualTo("Holding");
    }

    @Test
    void twoThatNameEachOtherGoDownTogether() {
        rollouts.get("cart")
                .patch(Serialization.unmarshal(
                        "{\"spec\": {\"prerequisites\": [{\"name\": \"discount\"}]}}", JsonNode.class));
        rollBack("cart");

        assertThat(writes).containsExactly("discount", "checkout", "cart");
    }
}
