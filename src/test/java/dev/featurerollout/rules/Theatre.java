package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.report.StatusStore;
import dev.featurerollout.support.MemoryCluster;
import dev.featurerollout.support.NoMeter;
import dev.featurerollout.watch.Cycle;
import dev.featurerollout.watch.Snapshots;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plays a history with the real core on a cluster in memory; its clock jumps from one event to the next. */
final class Theatre implements InstantSource {
    /** More passes than this at one go are a loop. */
    private static final int MOST_PASSES_WITHOUT_REST = 200;

    private final History history;
    private final List<Witness> witnesses;
    private final MemoryCluster cluster = new MemoryCluster();
    private final ScriptedMetrics metrics;
    private final Faults faults;
    private final FlagStore flags;
    private final StatusStore statuses;
    private final Map<String, ConfigMap> beforeBreaking = new HashMap<>();
    private Cycle cycle;
    private Cycle other;
    private MemoryCluster rival;
    private Instant now = History.START;
    private Instant passBeganAt = History.START;
    private Instant downUntil = Instant.MIN;
    private Optional<Instant> wake = Optional.of(now);
    private FeatureRolloutSpec lastValid;
    private boolean broken;
    private int revisions;
    private int passesWithoutRest;

    Theatre(History history, List<? extends Witness> witnesses) {
        this.history = history;
        this.witnesses = List.copyOf(witnesses);
        this.metrics = new ScriptedMetrics(history, this);
        this.faults = new Faults(cluster, this);
        this.flags = faults.flags(cluster.flags());
        this.statuses = faults.statuses(cluster.statuses());
        history.setup().configMaps().forEach(cluster::put);
        cluster.apply(history.setup().rollout("checkout"));
        this.lastValid = spec();
        this.cycle = newCycle();
        this.other = newCycle();
        this.witnesses.forEach(witness -> witness.attend(this));
    }

    private Cycle newCycle() {
        return new Cycle(MetricSources.only(metrics), new Applier(flags), (about, news) -> {}, new NoMeter());
    }

    /** Lets a younger rollout of the same flags come along, as long as the older one has not ended, and returns where it is kept. */
    MemoryCluster withRival() {
        rival = new MemoryCluster();
        rival.apply(history.setup().rollout("younger"));
        return rival;
    }

    private void rivalPasses() {
        FlagStore hers = new FlagStore() {
            @Override
            public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
                return cluster.flags().read(namespace, target, freshness);
            }

            @Override
            public Written write(
                    String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes) {
                throw new AssertionError("the younger rollout writes " + changes + " at " + now);
            }
        };
        new Cycle(MetricSources.only(metrics), new Applier(hers), (about, news) -> {}, new NoMeter())
                .run(new Snapshots(hers).take(rival.rollout(), List.of(rollout())), rival.statuses(), this);
    }

    /** Plays it to its end. */
    void play() {
        List<History.Act> acts = new ArrayList<>(history.acts());
        while (!now.isAfter(History.START.plus(History.LENGTH))) {
            boolean due = wake.filter(at -> !at.isAfter(now)).isPresent();
            while (!acts.isEmpty() && !acts.get(0).at().isAfter(now)) {
                History.Act act = acts.remove(0);
                act.kind().perform(this, act.number());
                witnesses.forEach(witness -> witness.acted(act));
                due = true;
            }
            if (due) {
                pass();
            }
            if (rival != null
                    && status().filter(status ->
                                    status.attempt() != null && status.attempt().outcome() != null)
                            .isEmpty()) {
                rivalPasses();
            }
            Instant next = wake.orElse(Instant.MAX);
            if (!acts.isEmpty() && acts.get(0).at().isBefore(next)) {
                next = acts.get(0).at();
            }
            passesWithoutRest = next.isAfter(now.plusMillis(600)) || !isInOrder() ? 0 : passesWithoutRest + 1;
            if (passesWithoutRest > MOST_PASSES_WITHOUT_REST) {
                throw new AssertionError("it never rests, at " + now);
            }
            now = next.isAfter(now) ? next : now.plusMillis(1);
        }
        witnesses.forEach(Witness::ended);
    }

    /** Whether nothing is broken that it would have to try again and again. */
    private boolean isInOrder() {
        return history.setup().flags().stream()
                .allMatch(flag -> percentage(flag).isPresent());
    }

    private void pass() {
        if (now.isBefore(downUntil)) {
            wake = Optional.of(downUntil);
            return;
        }
        passBeganAt = now;
        faults.passBegins();
        witnesses.forEach(Witness::passBegins);
        try {
            wake = run(cycle);
        } catch (Faults.Killed killed) {
            cycle = newCycle();
            wake = Optional.of(now.plusMillis(1));
        }
        witnesses.forEach(Witness::passEnded);
    }

    private Optional<Instant> run(Cycle operator) {
        return operator.run(new Snapshots(flags).take(rollout(), List.of()), statuses, this)
                .wakeAt();
    }

    /** Lets time go by in the middle of a pass. */
    void spend(Duration time) {
        now = now.plus(time);
    }

    void otherOperatorPasses() {
        run(other);
    }

    void flagsWritten(ConfigMap before, ConfigMap after) {
        witnesses.forEach(witness -> witness.flagsWritten(before, after));
    }

    void statusWritten(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        witnesses.forEach(witness -> witness.statusWritten(before, after));
    }

    // What the witnesses ask.

    @Override
    public Instant instant() {
        return now;
    }

    /** Returns when the operator began its last pass: what it measures in one is due by then. */
    Instant passBeganAt() {
        return passBeganAt;
    }

    History history() {
        return history;
    }

    FeatureRollout rollout() {
        return cluster.rollout();
    }

    FeatureRolloutSpec spec() {
        return cluster.rollout().getSpec();
    }

    Optional<FeatureRolloutStatus> status() {
        return Optional.ofNullable(cluster.rollout().getStatus());
    }

    /** Returns the last spec that was valid, with what people ask for in the present one. */
    FeatureRolloutSpec inForce() {
        if (!broken) {
            return spec();
        }
        FeatureRolloutSpec asked = spec();
        FeatureRolloutSpec stopped = Boolean.TRUE.equals(asked.suspend()) ? Edits.suspend(lastValid, true) : lastValid;
        return Boolean.TRUE.equals(asked.rollback().requested()) ? Edits.request(stopped, true) : stopped;
    }

    boolean isBroken() {
        return broken;
    }

    Faults faults() {
        return faults;
    }

    ScriptedMetrics metrics() {
        return metrics;
    }

    boolean metricsAreAway() {
        return history.isAway(now);
    }

    /** Whether each criterion that counts could be asked when the last pass began. */
    boolean hasBeenAnswered() {
        return !history.isAway(passBeganAt)
                || inForce().successCriteria().stream().allMatch(c -> Boolean.TRUE.equals(c.dryRun()));
    }

    /** Returns the flag's percentage as it is; empty if it could not be read. */
    Optional<BigDecimal> percentage(FlagSetup flag) {
        return cluster.configMap(flag.configMapName())
                .filter(Theatre::isLabelled)
                .flatMap(flag::percentage);
    }

    Optional<ConfigMap> configMap(String name) {
        return cluster.configMap(name);
    }

    static boolean isLabelled(ConfigMap configMap) {
        return "true".equals(configMap.getMetadata().getLabels().get("featurerollout.dev/flags"));
    }

    // What the acts do.

    void edit(FeatureRolloutSpec spec) {
        if (!spec.equals(spec())) {
            cluster.edit(spec);
            lastValid = broken ? lastValid : spec();
        }
    }

    String newRevision() {
        return "r" + ++revisions;
    }

    /** In the middle of an attempt that is refused. */
    void renameFlags() {
        boolean isOver = status().map(FeatureRolloutStatus::attempt)
                .filter(attempt -> attempt.outcome() != null)
                .filter(attempt -> attempt.revision().equals(spec().revision()))
                .isPresent();
        if (isOver && !broken) {
            edit(Edits.renameFlags(spec()));
        }
    }

    void breakSpec() {
        if (!broken) {
            broken = true;
            cluster.edit(spec().stages() == null ? Edits.holdAt(spec(), "nowhere") : Edits.fallingStages(spec()));
        }
    }

    void mendSpec() {
        if (broken) {
            broken = false;
            edit(Edits.suspend(lastValid, Boolean.TRUE.equals(spec().suspend())));
        }
    }

    void kill(int downMillis) {
        cycle = newCycle();
        downUntil = now.plusMillis(downMillis);
    }

    void takeOver() {
        Cycle leader = cycle;
        cycle = other;
        other = leader;
    }

    void setFlag(int number, int percentage) {
        FlagSetup flag = flag(number);
        configMap(flag.configMapName()).ifPresent(configMap -> change(flag.set(configMap, percentage)));
    }

    void putFlagBack(int number) {
        FlagSetup flag = flag(number);
        status().stream()
                .flatMap(status -> Optional.ofNullable(status.flags()).stream())
                .flatMap(List::stream)
                .filter(known -> known.name().startsWith(flag.name()))
                .findFirst()
                .ifPresent(known -> setFlag(number, new BigDecimal(known.percentage()).intValue()));
    }

    void editOtherParts(int number) {
        configMap(flag(number).configMapName())
                .ifPresent(configMap -> change(new ConfigMapBuilder(configMap)
                        .addToData(
                                "numbers.yaml",
                                configMap.getData().get("numbers.yaml") + "\n# more\nat-" + now.toEpochMilli()
                                        + ": '5'")
                        .addToData(
                                "flags.json",
                                configMap.getData().get("flags.json").replace("\"metadata\": {", "\"metadata\": { "))
                        .build()));
    }

    void deleteConfigMap(int number) {
        cluster.delete(flag(number).configMapName());
    }

    void recreateConfigMap(int number) {
        String name = flag(number).configMapName();
        history.setup().configMaps().stream()
                .filter(configMap -> configMap.getMetadata().getName().equals(name))
                .forEach(this::change);
    }

    void breakDocument(int number) {
        FlagSetup flag = flag(number);
        configMap(flag.configMapName()).ifPresent(configMap -> {
            beforeBreaking.putIfAbsent(flag.configMapName(), configMap);
            change(new ConfigMapBuilder(configMap).addToData(flag.key(), "{ oh").build());
        });
    }

    void mendDocument(int number) {
        Optional.ofNullable(beforeBreaking.remove(flag(number).configMapName())).ifPresent(this::change);
    }

    void label(int number, String value) {
        configMap(flag(number).configMapName())
                .ifPresent(configMap -> change(new ConfigMapBuilder(configMap)
                        .editMetadata()
                        .addToLabels("featurerollout.dev/flags", value)
                        .endMetadata()
                        .build()));
    }

    private void change(ConfigMap configMap) {
        cluster.put(configMap);
    }

    private FlagSetup flag(int number) {
        List<FlagSetup> all = history.setup().flags();
        return all.get(number % all.size());
    }
}
