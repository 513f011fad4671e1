package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.report.StatusStore;
import dev.featurerollout.support.MemoryCluster;
import dev.featurerollout.support.NoMeter;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attempt changed is what a rollback restores, byte for byte, whatever the spec says by then. */
class UndoTest {
    private static final String ROLLBACK = "rollback: {requested: true}\n";
    private static final String COLLAPSE = "completion: {collapse: true}\n";
    private static final String TWO_STAGES = """
        stages:
        - {name: canary, percentage: 5, bakeTime: 1m}
        - {name: everyone, percentage: 100, bakeTime: 1m}
        allowUnguarded: true
        """;
    private static final String STAFF_FIRST = TWO_STAGES.replace(
            "stages:\n", "stages:\n- {name: staff, audience: {attribute: org, values: [acme]}, bakeTime: 1m}\n");
    private static final String CHECKOUT =
            "flags:\n- {name: checkout, configMapRef: {name: shop, key: flags.json}, format: Flagd, flag: new-checkout,"
                    + " variation: \"on\"}\n";
    private static final String SEARCH = "- {name: search, configMapRef: {name: search, key: share}, format: Plain}\n";
    private static final String CART =
            "- {name: cart, configMapRef: {name: cart, key: flags.json}, format: Flagd, flag: new-checkout,"
                    + " variation: \"on\"}\n";

    /** With a bucketing of its own, which "on for everybody" does not keep, and other variants than two. */
    private static final String THREE_VARIANTS = """
        {"flags": {"new-checkout": {"state": "ENABLED", "variants": {"on": 1, "off": 2, "beta": 3},
          "defaultVariant": "off",
          "targeting": {"fractional": [{"cat": ["salt", {"var": "email"}]}, ["on", 0], ["off", 60], ["beta", 40]]}}}}
        """;

    private static final String TWO_VARIANTS = """
        {"flags": {"new-checkout": {"state": "ENABLED", "variants": {"on": true, "off": false},
          "defaultVariant": "off",
          "targeting": {"fractional": [{"cat": ["salt", {"var": "email"}]}, ["on", 0], ["off", 100]]}}}}
        """;

    private final MemoryCluster cluster = new MemoryCluster();
    private final TimelineMetrics metrics = new TimelineMetrics();
    private final Map<String, Integer> failures = new HashMap<>();
    private int lostStatuses;
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    private final FlagStore flags = new FlagStore() {
        private final FlagStore real = cluster.flags();

        @Override
        public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
            return real.read(namespace, target, freshness);
        }

        @Override
        public Optional<String> document(String namespace, FlagTarget target) {
            return real.document(namespace, target);
        }

        @Override
        public Written write(String namespace, Holder holder, String version, Map<FlagTarget, Change> changes) {
            if (failures.merge(holder.name(), -1, Integer::sum) >= 0) {
                return new Failed(holder + " could not be changed: forbidden");
            }
            return real.write(namespace, holder, version, changes);
        }
    };

    private final StatusStore statuses = new StatusStore() {
        @Override
        public boolean write(Snapshot snapshot, FeatureRolloutStatus status) {
            if (lostStatuses > 0) {
                lostStatuses--;
                return false;
            }
            return cluster.statuses().write(snapshot, status);
        }

        @Override
        public boolean isCurrent(Snapshot snapshot) {
            return cluster.statuses().isCurrent(snapshot);
        }
    };

    private Cycle cycle = newCycle();

    private Cycle newCycle() {
        return new Cycle(MetricSources.only(metrics), new Applier(flags), (about, news) -> {}, new NoMeter());
    }

    private void put(String name, String key, String text) {
        cluster.put(new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("featurerollout.dev/flags", "true")
                .endMetadata()
                .addToData(key, text)
                .build());
    }

    private String document(String name, String key) {
        return cluster.configMap(name).orElseThrow().getData().get(key);
    }

    private String checkout() {
        return document("shop", "flags.json");
    }

    private void apply(String spec) {
        cluster.apply(rollout(spec));
    }

    private void edit(String spec) {
        cluster.edit(rollout(spec).getSpec());
    }

    private static FeatureRollout rollout(String spec) {
        return Serialization.unmarshal(
                "apiVersion: featurerollout.dev/v1alpha1\nkind: FeatureRollout\nmetadata: {name: checkout}\nspec:\n"
                        + spec.indent(2),
                FeatureRollout.class);
    }

    /** Passes for so long; the operator forgets everything in between. */
    private void passes(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            cycle = newCycle();
            Cycle.Result result =
                    cycle.run(new Snapshots(flags).take(cluster.rollout(), List.of()), statuses, () -> now);
            Instant wake = result.wakeAt().orElse(end);
            now = wake.isAfter(now) ? wake : now.plusMillis(1);
        }
    }

    private void passes() {
        passes(Duration.ofMinutes(10));
    }

    private FeatureRolloutStatus status() {
        return cluster.rollout().getStatus();
    }

    private String outcome() {
        return status().attempt().outcome();
    }

    private Condition ready() {
        return status().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElseThrow();
    }

    private void isRestoredTo(String original) {
        assertThat(outcome()).isEqualTo("RolledBack");
        assertThat(checkout()).isEqualTo(original);
    }

    // The spec is edited after completion.

    @Test
    void aFlagThatWasRenamedAfterCompletionIsRestored() {
        put("shop", "flags.json", THREE_VARIANTS);
        apply(CHECKOUT + TWO_STAGES);
        passes();
        assertThat(outcome()).isEqualTo("Completed");

        edit(CHECKOUT.replace("name: checkout", "name: basket") + TWO_STAGES);
        passes();
        edit(CHECKOUT.replace("name: checkout", "name: basket") + TWO_STAGES + ROLLBACK);
        passes();

        isRestoredTo(THREE_VARIANTS);
    }

    @Test
    void aFlagThatWasReplacedAfterCompletionIsRestored() {
        put("shop", "flags.json", THREE_VARIANTS);
        put("search", "share", "0");
        apply(CHECKOUT + TWO_STAGES);
        passes();

        edit("flags:\n" + SEARCH + TWO_STAGES);
        passes();
        edit("flags:\n" + SEARCH + TWO_STAGES + ROLLBACK);
        passes();

        isRestoredTo(THREE_VARIANTS);
    }

    @Test
    void aFlagThatWasRenamedAfterCompletionIsRestoredWhenTheRolloutIsDeleted() {
        put("shop", "flags.json", THREE_VARIANTS);
        String onDelete = "rollback: {onDelete: Restore}\n";
        apply(CHECKOUT + TWO_STAGES + onDelete);
        passes();

        edit(CHECKOUT.replace("name: checkout", "name: basket") + TWO_STAGES + onDelete);
        passes();
        cluster.markForDeletion();
        passes();

        assertThat(checkout()).isEqualTo(THREE_VARIANTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "globex", "acme, globex"})
    void anAudienceThatWasEditedAfterCompletionIsRemoved(String values) {
        put("shop", "flags.json", THREE_VARIANTS);
        apply(CHECKOUT + STAFF_FIRST);
        passes();
        assertThat(checkout()).contains("acme");

        String edited = values.isEmpty() ? TWO_STAGES : STAFF_FIRST.replace("acme", values);
        edit(CHECKOUT + edited);
        passes();
        edit(CHECKOUT + edited + ROLLBACK);
        passes();

        isRestoredTo(THREE_VARIANTS);
    }

    // A new attempt.

    @Test
    void aNewAttemptThatWouldLeaveAFlagBehindDoesNotBegin() {
        put("shop", "flags.json", THREE_VARIANTS);
        put("search", "share", "0");
        apply(CHECKOUT + TWO_STAGES);
        passes();

        edit("revision: next\nflags:\n" + SEARCH + TWO_STAGES);
        passes();

        assertThat(ready().reason()).isEqualTo("InvalidSpec");
        assertThat(ready().message())
                .contains("flag checkout", "shop/flags.json#new-checkout=on", "spec.rollback.requested");
        assertThat(document("search", "share")).isEqualTo("0");

        edit("revision: next\nflags:\n" + SEARCH + TWO_STAGES + ROLLBACK);
        passes();
        isRestoredTo(THREE_VARIANTS);
        edit("revision: next\nflags:\n" + SEARCH + TWO_STAGES);
        passes();
        assertThat(document("search", "share")).isEqualTo("100");
        assertThat(checkout()).isEqualTo(THREE_VARIANTS);
    }

    @Test
    void aNewAttemptWithOtherAudiencesDoesNotBeginWhileTheFormerOnesHaveTheFeature() {
        put("shop", "flags.json", THREE_VARIANTS);
        apply(CHECKOUT + STAFF_FIRST);
        passes();

        String next = "revision: next\n" + CHECKOUT + STAFF_FIRST.replace("acme", "globex");
        edit(next);
        passes();
        assertThat(ready().reason()).isEqualTo("InvalidSpec");
        assertThat(ready().message()).contains("Keep the flag and its audiences");

        edit(next + ROLLBACK);
        passes();
        isRestoredTo(THREE_VARIANTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {THREE_VARIANTS, TWO_VARIANTS})
    void aNewAttemptAfterACollapseKeepsTheBucketingAndTheOriginal(String original) {
        put("shop", "flags.json", original);
        apply(CHECKOUT + TWO_STAGES + COLLAPSE);
        passes();
        assertThat(checkout()).contains("\"defaultVariant\": \"on\"");

        edit("revision: next\n" + CHECKOUT + TWO_STAGES + COLLAPSE);
        passes(Duration.ofSeconds(30));
        assertThat(status().stage().name()).isEqualTo("canary");
        assertThat(checkout()).contains("\"cat\": [\"salt\"").doesNotContain("[\"on\", 0]");

        edit("revision: next\n" + CHECKOUT + TWO_STAGES + COLLAPSE + ROLLBACK);
        passes();
        isRestoredTo(original);
    }

    @Test
    void aNewAttemptInTheMiddleOfAMoveKeepsTheOriginal() {
        put("shop", "flags.json", THREE_VARIANTS);
        put("search", "share", "0");
        failures.put("search", 1_000_000);
        apply(CHECKOUT + SEARCH + TWO_STAGES);
        passes(Duration.ofSeconds(5));
        assertThat(checkout()).isNotEqualTo(THREE_VARIANTS);

        edit("revision: next\n" + CHECKOUT + SEARCH + TWO_STAGES);
        passes(Duration.ofSeconds(5));
        edit("revision: next\n" + CHECKOUT + SEARCH + TWO_STAGES + ROLLBACK);
        passes();

        isRestoredTo(THREE_VARIANTS);
    }

    // completion.collapse.

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aCollapseOutlivesLostStatusesAndRestarts(int lost) {
        for (String stages : List.of(TWO_STAGES, STAFF_FIRST)) {
            for (String original : List.of(THREE_VARIANTS, TWO_VARIANTS)) {
                put("shop", "flags.json", original);
                apply(CHECKOUT + stages + COLLAPSE);
                while (status() == null
                        || status().stage() == null
                        || !"everyone".equals(status().stage().name())) {
                    passes(Duration.ofSeconds(1));
                }
                passes(Duration.ofSeconds(55));
                lostStatuses = lost;
                passes();
                assertThat(outcome()).isEqualTo("Completed");
                assertThat(checkout()).contains("\"targeting\": {}").doesNotContain("acme");

                edit(CHECKOUT + stages + COLLAPSE + ROLLBACK);
                passes();
                isRestoredTo(original);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "cart"})
    void aCollapseOfWhichOneFlagFailsIsFinished(String failing) {
        put("shop", "flags.json", THREE_VARIANTS);
        put("cart", "flags.json", TWO_VARIANTS);
        String spec = CHECKOUT + CART + STAFF_FIRST + COLLAPSE + "holdDeadline: {after: 1m, then: Rollback}\n";
        apply(spec);
        while (status() == null
                || status().stage() == null
                || !"everyone".equals(status().stage().name())) {
            passes(Duration.ofSeconds(1));
        }
        failures.put(failing, 200);
        passes();
        assertThat(outcome()).isEqualTo("Completed");
        assertThat(checkout()).contains("\"targeting\": {}");
        assertThat(document("cart", "flags.json")).contains("\"targeting\": {}");

        edit(spec + ROLLBACK);
        passes();
        isRestoredTo(THREE_VARIANTS);
        assertThat(document("cart", "flags.json")).isEqualTo(TWO_VARIANTS);
    }

    @Test
    void aRollbackInTheMiddleOfACollapseRestoresAllFlags() {
        put("shop", "flags.json", THREE_VARIANTS);
        put("cart", "flags.json", TWO_VARIANTS);
        apply(CHECKOUT + CART + STAFF_FIRST + COLLAPSE);
        while (status() == null
                || status().stage() == null
                || !"everyone".equals(status().stage().name())) {
            passes(Duration.ofSeconds(1));
        }
        failures.put("cart", 1_000_000);
        passes(Duration.ofMinutes(2));
        assertThat(checkout()).contains("\"targeting\": {}");
        assertThat(outcome()).isNull();

        failures.clear();
        edit(CHECKOUT + CART + STAFF_FIRST + COLLAPSE + ROLLBACK);
        passes();
        isRestoredTo(THREE_VARIANTS);
        assertThat(document("cart", "flags.json")).isEqualTo(TWO_VARIANTS);
    }

    @Test
    void aCollapseThatCouldNotBeRecordedIsNotBegun() {
        String huge = TWO_VARIANTS.replace("\"salt\"", "\"" + "salt".repeat(3000) + "\"");
        put("shop", "flags.json", huge);
        apply(CHECKOUT + TWO_STAGES + COLLAPSE);
        passes();

        assertThat(ready().reason()).isEqualTo("InvalidSpec");
        assertThat(ready().message()).contains("spec.completion.collapse", "8192 characters");
        assertThat(checkout()).isEqualTo(huge);
    }

    /** The fractional is only for some users, so no form of the flag is on for everybody. */
    private static final String FOR_SOME = TWO_VARIANTS.replaceFirst(
            "\"targeting\": (\\{.*]})}}}", "\"targeting\": {\"if\": [{\"var\": \"staff\"}, $1, \"off\"]}}}}");

    @Test
    void aCollapseThatTheDocumentCannotHaveIsNotBegun() {
        put("shop", "flags.json", FOR_SOME);
        apply(CHECKOUT + TWO_STAGES + COLLAPSE);
        passes();

        assertThat(ready().reason()).isEqualTo("InvalidSpec");
        assertThat(ready().message()).contains("spec.completion.collapse", "only for some users");
        assertThat(checkout()).isEqualTo(FOR_SOME);
    }

    @Test
    void aRolloutWhoseDocumentCanNoLongerHaveTheCollapseCompletesWithoutIt() {
        put("shop", "flags.json", TWO_VARIANTS);
        apply(CHECKOUT + TWO_STAGES + COLLAPSE);
        while (status() == null
                || status().stage() == null
                || !"everyone".equals(status().stage().name())) {
            passes(Duration.ofSeconds(1));
        }
        String edited = FOR_SOME.replace("[\"on\", 0], [\"off\", 100]", "[\"on\", 100], [\"off\", 0]");
        put("shop", "flags.json", edited);
        passes();

        assertThat(outcome()).isEqualTo("Completed");
        assertThat(checkout()).isEqualTo(edited);
        assertThat(status().history())
                .last()
                .satisfies(last -> assertThat(last.message()).contains("completion.collapse was left out"));
    }

    // The first stage is half entered.

    private static final String GUARDED = TWO_STAGES.replace("allowUnguarded: true\n", """
        successCriteria:
        - {name: errors, query: errors, max: 5, interval: 10s, window: 10s}
        """);

    @ParameterizedTest
    @ValueSource(strings = {"forbidden", "shape"})
    void whoeverHasTheFeatureIsGuardedBeforeTheFirstStageIsEntered(String refusal) {
        put("shop", "flags.json", THREE_VARIANTS);
        put("search", "share", "0");
        failures.put("search", 1_000_000);
        metrics.series("errors").from(now, 1).from(now.plusSeconds(60), 50);
        apply(CHECKOUT + SEARCH + GUARDED);
        passes(Duration.ofSeconds(3));
        assertThat(checkout()).isNotEqualTo(THREE_VARIANTS);
        assertThat(status().stage()).isNull();
        if (refusal.equals("shape")) {
            put("search", "share", "a few");
        }
        passes(Duration.ofMinutes(4));

        assertThat(checkout()).isEqualTo(THREE_VARIANTS);
        assertThat(status().rollback().reason()).isEqualTo("GuardrailFailed");
        assertThat(status().rollback().from()).isEqualTo("5");
    }

    @Test
    void aFirstStageThatIsEnteredInTheEndCountsFromThere() {
        put("shop", "flags.json", THREE_VARIANTS);
        put("search", "share", "0");
        failures.put("search", 50);
        metrics.series("errors").from(now, 1);
        apply(CHECKOUT + SEARCH + GUARDED);
        passes(Duration.ofSeconds(50));

        assertThat(status().target().exposedSince()).isNull();
        assertThat(status().stage().enteredAt()).isAfter(Instant.parse("2026-11-22T12:00:10Z"));
        assertThat(document("search", "share")).isEqualTo("5");
    }

    // Others write the flags, too.

    @Test
    void resettingAPercentageDoesNotBringBackAnAudienceThatSomeoneRemoved() {
        put("shop", "flags.json", THREE_VARIANTS);
        apply(CHECKOUT + STAFF_FIRST.replace("percentage: 5, bakeTime: 1m", "percentage: 5, bakeTime: 1h"));
        passes(Duration.ofMinutes(5));
        assertThat(checkout()).contains("acme", "[\"on\", 5]");

        put("shop", "flags.json", THREE_VARIANTS.replace("[\"on\", 0]", "[\"on\", 20]"));
        passes(Duration.ofMinutes(5));

        assertThat(checkout()).contains("[\"on\", 5]").doesNotContain("acme");
        assertThat(ready().message()).contains("lowered");
    }
}
