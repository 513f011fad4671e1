package dev.featurerollout.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.plan.InForce;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Relations;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Somebody else writes the ConfigMap while a flag is raised. */
class ApplierConflictTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final FlagState.Readable BEFORE = state(Percentage.ZERO, "1");

    @Test
    void aChangeOfOtherKeysDoesNotHoldItUp() {
        Store store = new Store(state(Percentage.ZERO, "2"));
        assertThat(raise(store, () -> true).isComplete()).isTrue();
        assertThat(store.versions).isEqualTo("1 2 ");
    }

    @Test
    void aChangeOfTheFlagIsDecidedAnew() {
        Store store = new Store(state(Percentage.of(3), "2"));
        assertThat(raise(store, () -> true).failures())
                .singleElement()
                .asString()
                .contains("at the same moment");
        assertThat(store.versions).isEqualTo("1 ");
    }

    @Test
    void aFlagThatCannotBeReadAnyMoreIsDecidedAnew() {
        Store store = new Store(new FlagState.Unreadable("gone", Optional.of("2")));
        assertThat(raise(store, () -> true).isComplete()).isFalse();
        assertThat(store.versions).isEqualTo("1 ");
    }

    /** Another operator raised it and rolled it back while this one was paused: the flag reads the same as before. */
    @Test
    void aRolloutThatHasChangedMeanwhileIsDecidedAgain() {
        Store store = new Store(state(Percentage.ZERO, "3"));
        assertThat(raise(store, () -> false).failures())
                .singleElement()
                .asString()
                .contains("at the same moment");
        assertThat(store.versions).isEqualTo("1 ");
    }

    private static Outcome raise(Store store, BooleanSupplier isCurrent) {
        FeatureRollout rollout = Serialization.unmarshal(
                Serialization.asJson(Manifests.json(Path.of("examples/first/rollout.yaml"))), FeatureRollout.class);
        InForce inForce = InForce.of("shop", "new-checkout", rollout.getSpec(), null);
        Plan plan = inForce.plan().orElseThrow();
        Snapshot snapshot = new Snapshot(
                "shop",
                "new-checkout",
                "uid",
                "1",
                1,
                false,
                rollout.getSpec(),
                null,
                inForce,
                Map.of(plan.flags().get(0), BEFORE),
                Map::of,
                Optional.empty(),
                Relations.NONE,
                Optional.empty());
        return new Applier(store)
                .apply(
                        new Decision.Move(plan.first(), "started"),
                        Situation.of(NOW, snapshot, plan, Evidence.none(NOW)),
                        isCurrent);
    }

    private static FlagState.Readable state(Percentage percentage, String version) {
        return new FlagState.Readable(
                Reach.of(percentage), Undo.Values.of("on", percentage.toString()), version, Optional.empty());
    }

    /** Has had a write of somebody else since version 1. */
    private static final class Store implements FlagStore {
        private final FlagState live;
        private String versions = "";

        Store(FlagState live) {
            this.live = live;
        }

        @Override
        public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
            return live;
        }

        @Override
        public Written write(String namespace, Holder holder, String version, Map<FlagTarget, Change> changes) {
            versions += version + " ";
            return version.equals("1") ? new Conflict() : new Done(Map.of());
        }
    }
}
