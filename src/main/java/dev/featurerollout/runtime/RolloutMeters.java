package dev.featurerollout.runtime;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.NudgeObserver;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.measure.prometheus.QueryObserver;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.plan.Watch;
import dev.featurerollout.report.Meter;
import dev.featurerollout.report.ProviderMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The metrics of the operator; every label has few values, and those of a rollout leave with it. */
public final class RolloutMeters implements Meter, ProviderMeter, QueryObserver, NudgeObserver {
    private static final Duration[] QUERY_BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private static final String ROLLBACKS = "featurerollout.rollbacks";
    private static final String PROVIDER_UP = "featurerollout.provider.up";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RolloutGauges rollouts = new RolloutGauges(registry);
    private final Map<String, Boolean> providers = new ConcurrentHashMap<>();
    private final AtomicInteger leader = new AtomicInteger();
    private final InstantSource clock;
    private final RolloutObserver observer;

    /** @param observer is told how each rollout stands after a pass */
    RolloutMeters(InstantSource clock, RolloutObserver observer) {
        this.clock = clock;
        this.observer = observer;
        Gauge.builder("featurerollout.leader", leader, AtomicInteger::get)
                .description("1 while this replica does the work")
                .register(registry);
        jvm(registry);
    }

    private static void jvm(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    void leads(boolean leads) {
        leader.set(leads ? 1 : 0);
    }

    @Override
    public void nudged(int told, int failed) {
        nudges("told").increment(told);
        nudges("failed").increment(failed);
    }

    private Counter nudges(String result) {
        return Counter.builder("featurerollout.pod.nudges")
                .description("pods that were told of a change of the flags")
                .tag("result", result)
                .register(registry);
    }

    @Override
    public void asked(Kind kind, Duration took, Outcome outcome) {
        Timer.builder("featurerollout.query")
                .description("queries to Prometheus")
                .tag("kind", lower(kind))
                .serviceLevelObjectives(QUERY_BUCKETS)
                .register(registry)
                .record(took);
        if (outcome != Outcome.ANSWERED) {
            count(
                    "featurerollout.query.errors",
                    "queries without an answer that could be used",
                    "kind",
                    lower(outcome));
        }
    }

    @Override
    public void looked(Evaluation look) {
        count(
                "featurerollout.verdicts",
                "verdicts of success criteria",
                "verdict",
                look.verdict().name());
    }

    @Override
    public void carriedOut(Situation situation, Decision decision, dev.featurerollout.apply.Outcome outcome) {
        for (int i = 0; i < outcome.writes(); i++) {
            count("featurerollout.writes", "writes to the API server", "kind", "configmap");
        }
        if (decision instanceof Decision.BringBack && outcome.isComplete()) {
            count("featurerollout.drift.corrections", "raised flags that were brought back", "kind", "raised");
        }
        Snapshot snapshot = situation.snapshot();
        List<Criterion> watched = Watch.of(situation.plan(), snapshot.progress())
                .map(Watch::criteria)
                .orElse(List.of());
        rollouts.measured(snapshot.namespace(), snapshot.name(), watched, situation.evidence());
        if (decision instanceof Decision.RollBack rollBack && outcome.isComplete()) {
            Counter.builder(ROLLBACKS)
                    .description("rollbacks by cause")
                    .tags(rollout(snapshot.namespace(), snapshot.name())
                            .and("reason", rollBack.cause().reason()))
                    .register(registry)
                    .increment();
            breach(situation, rollBack.cause()).ifPresent(this::recordBreach);
        }
    }

    private static Tags rollout(String namespace, String name) {
        return Tags.of("namespace", namespace, "name", name);
    }

    /** From the look that failed to the patched flags. */
    private Optional<Duration> breach(Situation situation, Decision.Cause cause) {
        return cause.criterion()
                .filter(criterion -> cause.reason().equals("GuardrailFailed"))
                .flatMap(criterion -> situation.evidence().tally(criterion).last())
                .map(Evaluation::at)
                .map((Instant at) -> Duration.between(at, clock.instant()));
    }

    private void recordBreach(Duration duration) {
        Timer.builder("featurerollout.breach.to.patch")
                .description("from the look that failed to the patched flags")
                .serviceLevelObjectives(QUERY_BUCKETS)
                .register(registry)
                .record(duration);
    }

    @Override
    public void stands(String namespace, String name, FeatureRolloutStatus status) {
        rollouts.stands(namespace, name, status);
        observer.stands(namespace, name, status);
    }

    @Override
    public void statusWritten() {
        count("featurerollout.writes", "writes to the API server", "kind", "status");
    }

    @Override
    public void gone(String namespace, String name) {
        rollouts.gone(namespace, name);
        registry.find(ROLLBACKS).tags(rollout(namespace, name)).counters().forEach(registry::remove);
    }

    @Override
    public void provider(String name, boolean up) {
        if (providers.put(name, up) == null) {
            Gauge.builder(PROVIDER_UP, providers, all -> all.getOrDefault(name, false) ? 1 : 0)
                    .description("1 while the MetricsProvider answers its probe")
                    .tag("provider", name)
                    .register(registry);
        }
    }

    @Override
    public void providerGone(String name) {
        if (providers.remove(name) != null) {
            registry.find(PROVIDER_UP).tag("provider", name).gauges().forEach(registry::remove);
        }
    }

    private void count(String name, String description, String tag, String value) {
        Counter.builder(name)
                .description(description)
                .tag(tag, value)
                .register(registry)
                .increment();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
