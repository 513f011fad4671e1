package dev.featurerollout.scenarios;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.support.NoMeter;
import dev.featurerollout.watch.Cycle;
import dev.featurerollout.watch.Snapshots;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plays a scenario in a world, with a clock that jumps from one wake-up to the next, and keeps the account: a line
 * whenever percentage, state, stage or the flags' state change.
 */
final class Play {
    private static final String DOCUMENT = "          | ";

    private final Scenario scenario;
    private final World world;
    private final PlayClock clock;
    private final List<String> account = new ArrayList<>();
    private final List<Scenario.Act> acts;
    private String shown = "";
    private Cycle cycle;

    Play(Scenario scenario, World world, PlayClock clock) {
        this.scenario = scenario;
        this.world = world;
        this.clock = clock;
        this.acts = new ArrayList<>(scenario.acts());
        this.cycle = newCycle();
    }

    private Cycle newCycle() {
        return new Cycle(MetricSources.only(world.metrics()), new Applier(world.flags()), world.news(), new NoMeter());
    }

    List<String> run() {
        Instant end = clock.start().plus(DurationText.parse(scenario.script().until()));
        Optional<Instant> wake = Optional.of(clock.instant());
        while (!clock.instant().isAfter(end)) {
            boolean acted = act();
            if (acted || wake.filter(at -> !at.isAfter(clock.instant())).isPresent()) {
                wake = pass();
            }
            note();
            clock.jumpTo(next(wake, end));
        }
        if (scenario.script().tellsAtTheEnd()) {
            account.add(message());
        }
        return account;
    }

    private String message() {
        return world.rollout().getStatus().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .map(Condition::message)
                .findFirst()
                .orElse("");
    }

    private Optional<Instant> pass() {
        FeatureRollout rollout = world.rollout();
        return cycle.run(new Snapshots(world.flags()).take(rollout, List.of()), world.statuses(), clock)
                .wakeAt()
                .map(at -> at.isAfter(clock.instant()) ? at : clock.instant().plusMillis(1));
    }

    private Instant next(Optional<Instant> wake, Instant end) {
        Instant after = clock.instant().plusMillis(1);
        Instant next = wake.orElse(end.plusMillis(1));
        if (!acts.isEmpty()) {
            Instant act = time(acts.get(0).at());
            next = act.isBefore(next) ? act : next;
        }
        return next.isBefore(after) ? after : next;
    }

    private boolean act() {
        boolean acted = false;
        while (!acts.isEmpty() && !time(acts.get(0).at()).isAfter(clock.instant())) {
            act(acts.remove(0));
            acted = true;
        }
        return acted;
    }

    private void act(Scenario.Act act) {
        if (act.patch() != null) {
            world.patchRollout(act.patch());
        }
        if (act.replace() != null) {
            world.putConfigMap(replace(world.configMap().orElseThrow(), act.replace()));
        }
        if (act.label() != null) {
            world.putConfigMap(label(world.configMap().orElseThrow(), act.label()));
        }
        if (Boolean.TRUE.equals(act.deleteConfigMap())) {
            world.deleteConfigMap();
        }
        if (Boolean.TRUE.equals(act.restoreConfigMap())) {
            world.putConfigMap(new ConfigMapBuilder(scenario.configMap()).build());
        }
        if (Boolean.TRUE.equals(act.restart())) {
            cycle = newCycle();
        }
    }

    private ConfigMap replace(ConfigMap configMap, Map<String, String> replacements) {
        String document = configMap.getData().get(scenario.key());
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            if (!document.contains(replacement.getKey())) {
                throw new IllegalStateException("nothing to replace: " + replacement.getKey() + " in " + document);
            }
            document = document.replace(replacement.getKey(), replacement.getValue());
        }
        return new ConfigMapBuilder(configMap)
                .addToData(scenario.key(), document)
                .build();
    }

    private static ConfigMap label(ConfigMap configMap, String value) {
        ConfigMapBuilder builder = new ConfigMapBuilder(configMap);
        return value.isEmpty()
                ? builder.editMetadata()
                        .removeFromLabels(FlagLabel.KEY)
                        .endMetadata()
                        .build()
                : builder.editMetadata()
                        .addToLabels(FlagLabel.KEY, value)
                        .endMetadata()
                        .build();
    }

    private void note() {
        FeatureRolloutStatus status = world.rollout().getStatus();
        if (status == null || status.conditions() == null) {
            return;
        }
        String stage = status.stage() == null ? "-" : status.stage().name();
        String percentage = status.percentage() == null ? "-" : status.percentage();
        String line = String.format("%-14s %-9s %s%s", reason(status, "Ready"), stage, percentage, inSync(status));
        String last =
                account.stream().filter(told -> !told.startsWith(DOCUMENT)).reduce("", (earlier, later) -> later);
        if (!last.endsWith("  " + line)) {
            account.add(String.format("%8s  %s", elapsed(), line));
        }
        if (scenario.script().showsDocument()) {
            world.configMap().ifPresent(this::show);
        }
    }

    private void show(ConfigMap configMap) {
        String document = configMap.getData().get(scenario.key());
        if (!document.equals(shown)) {
            shown = document;
            document.lines().forEach(line -> account.add(DOCUMENT + line));
        }
    }

    private String elapsed() {
        Duration elapsed = Duration.between(clock.start(), clock.instant());
        return DurationText.format(Duration.ofSeconds((elapsed.toMillis() + 500) / 1000));
    }

    private static String inSync(FeatureRolloutStatus status) {
        String reason = reason(status, "FlagsInSync");
        return reason.equals("InSync") || reason.isEmpty() ? "" : " " + reason;
    }

    private static String reason(FeatureRolloutStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .map(Condition::reason)
                .findFirst()
                .orElse("");
    }

    private Instant time(String at) {
        return clock.start().plus(DurationText.parse(at));
    }
}
