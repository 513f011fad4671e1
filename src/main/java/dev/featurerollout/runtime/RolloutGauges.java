package dev.featurerollout.runtime;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.PlannedStage;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Reason;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** How each rollout stands, as gauges that leave with it. */
final class RolloutGauges {
    private final MeterRegistry registry;
    private final Map<String, Rollout> rollouts = new ConcurrentHashMap<>();

    RolloutGauges(MeterRegistry registry) {
        this.registry = registry;
        for (Reason state : Reason.values()) {
            Gauge.builder("featurerollout.rollouts", rollouts, all -> count(all, state))
                    .description("rollouts in a state")
                    .tag("state", state.name())
                    .register(registry);
        }
    }

    private static double count(Map<String, Rollout> rollouts, Reason state) {
        return rollouts.values().stream()
                .filter(rollout -> state.name().equals(rollout.state()))
                .count();
    }

    void stands(String namespace, String name, FeatureRolloutStatus status) {
        rollout(namespace, name).status = status;
    }

    void measured(String namespace, String name, List<Criterion> criteria, Evidence evidence) {
        rollout(namespace, name).criteria.show(criteria, evidence);
    }

    private Rollout rollout(String namespace, String name) {
        return rollouts.computeIfAbsent(namespace + "/" + name, key -> new Rollout(registry, namespace, name));
    }

    void gone(String namespace, String name) {
        Optional.ofNullable(rollouts.remove(namespace + "/" + name)).ifPresent(rollout -> rollout.remove(registry));
    }

    /** One rollout and its gauges. */
    private static final class Rollout {
        private final List<Meter> gauges = new ArrayList<>();
        private final CriterionGauges criteria;
        private volatile FeatureRolloutStatus status;

        Rollout(MeterRegistry registry, String namespace, String name) {
            Tags tags = Tags.of("namespace", namespace, "name", name);
            criteria = new CriterionGauges(registry, tags);
            gauge(
                    registry,
                    "featurerollout.percentage",
                    "what the flags say, in percent",
                    tags,
                    now -> number(now.percentage()));
            gauge(
                    registry,
                    "featurerollout.target.percentage",
                    "where the flags are meant to be, in percent",
                    tags,
                    now -> now.target() == null
                            ? Double.NaN
                            : number(now.target().percentage()));
            gauge(
                    registry,
                    "featurerollout.bake.time.left.seconds",
                    "bake time this stage still needs",
                    tags,
                    Rollout::bakeTimeLeft);
            gauge(
                    registry,
                    "featurerollout.attempt.active",
                    "1 while an attempt is under way",
                    tags,
                    now -> now.attempt() != null && now.attempt().outcome() == null ? 1 : 0);
            for (Reason state : Reason.values()) {
                gauge(
                        registry,
                        "featurerollout.state",
                        "1 for the state the rollout is in",
                        tags.and("state", state.name()),
                        now -> state.name().equals(state()) ? 1 : 0);
            }
        }

        private void gauge(
                MeterRegistry registry,
                String name,
                String description,
                Tags tags,
                ToDoubleFunction<FeatureRolloutStatus> value) {
            gauges.add(Gauge.builder(
                            name,
                            this,
                            rollout -> rollout.status == null ? Double.NaN : value.applyAsDouble(rollout.status))
                    .description(description)
                    .tags(tags)
                    .register(registry));
        }

        String state() {
            return Optional.ofNullable(status)
                    .flatMap(now -> Optional.ofNullable(now.conditions()).orElse(List.of()).stream()
                            .filter(condition -> condition.type().equals("Ready"))
                            .map(Condition::reason)
                            .findFirst())
                    .orElse("");
        }

        private static double bakeTimeLeft(FeatureRolloutStatus status) {
            if (status.stage() == null || status.plan() == null) {
                return 0;
            }
            Optional<PlannedStage> planned = status.plan().stream()
                    .filter(stage -> stage.name().equals(status.stage().name()))
                    .findFirst();
            return planned.map(stage -> DurationText.parse(stage.bakeTime())
                                    .minus(DurationText.parse(status.stage().baked())))
                            .filter(left -> !left.isNegative())
                            .orElse(Duration.ZERO)
                            .toMillis()
                    / 1000.0;
        }

        private static double number(String percentage) {
            return percentage == null ? Double.NaN : Double.parseDouble(percentage);
        }

        void remove(MeterRegistry registry) {
            gauges.forEach(registry::remove);
            criteria.show(List.of(), Evidence.none(Instant.EPOCH));
        }
    }
}
