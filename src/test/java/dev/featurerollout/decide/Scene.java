package dev.featurerollout.decide;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Design;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Span;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Trial;
import dev.featurerollout.model.Undo;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.InForce;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Relations;
import dev.featurerollout.plan.Relations.Prerequisite;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.plan.Testing;
import dev.featurerollout.plan.Watch;
import dev.featurerollout.statistics.Counts;
import dev.featurerollout.statistics.Look;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A rollout at one instant, told in YAML: by default of one flag {@code a} in stages 5, 25 and 100 % of 10 minutes each,
 * that entered 25 % at noon, a minute before that took effect.
 */
public final class Scene {
    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    public static final Instant EFFECTIVE = NOON.plusSeconds(60);

    private static final String FLAGS = """
        flags:
        - {name: a, configMapRef: {name: one, key: a}, format: Plain}
        """;
    private static final String SECOND_FLAG = """
        - {name: b, configMapRef: {name: two, key: b}, format: Plain}
        """;
    private static final String PLAN = """
        stages:
        - {name: canary, percentage: 5, bakeTime: 10m}
        - {name: quarter, percentage: 25, bakeTime: 10m}
        - {name: all, percentage: 100, bakeTime: 10m}
        propagation: {delay: 1m}
        allowUnguarded: true
        """;
    private static final String IN_QUARTER = """
        attempt: {number: 1, revision: "", startedAt: "2026-11-22T11:00:00Z"}
        stage: {name: quarter, index: 1, enteredAt: "2026-11-22T12:00:00Z", effectiveAt: "2026-11-22T12:01:00Z"}
        target: {stage: quarter, percentage: 25}
        flags:
        - {name: a, configMapRef: {name: one, key: a}, format: Plain, percentage: 25, original: {percentage: 0, values: [{name: value, text: "0"}]}}
        """;
    private static final String B_IN_QUARTER = """
        - {name: b, configMapRef: {name: two, key: b}, format: Plain, percentage: 25, original: {percentage: 0, values: [{name: value, text: "0"}]}}
        """;

    private final Map<String, FlagState> flags = new HashMap<>(Map.of("a", at("25")));
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Map<String, Boolean> tested = new HashMap<>();
    private final StringBuilder spec = new StringBuilder();
    private final StringBuilder status = new StringBuilder();
    private final Map<String, Prerequisite> prerequisites = new HashMap<>();
    private Instant now = NOON.plus(Duration.ofMinutes(20));
    private Duration baked = Duration.ZERO;
    private String accepted = "";

    private Scene() {}

    /** In the second stage, with nothing amiss. */
    public static Scene inQuarter() {
        Scene scene = new Scene();
        scene.spec.append(FLAGS).append(PLAN);
        scene.status.append(IN_QUARTER);
        return scene;
    }

    /** With a second flag {@code b} in another ConfigMap. */
    public static Scene inQuarterWithTwoFlags() {
        Scene scene = new Scene();
        scene.spec.append(FLAGS).append(SECOND_FLAG).append(PLAN);
        scene.status.append(IN_QUARTER).append(B_IN_QUARTER);
        scene.flags.put("b", at("25"));
        return scene;
    }

    /** With any status. */
    public static Scene with(String status) {
        Scene scene = new Scene();
        scene.spec.append(FLAGS).append(PLAN);
        scene.status.append(status);
        return scene;
    }

    public Scene spec(String yaml) {
        spec.append(yaml).append('\n');
        return this;
    }

    public Scene status(String yaml) {
        status.append(yaml).append('\n');
        return this;
    }

    /** The spec as it stands is another one than that which was accepted last. */
    public Scene editedTo(String yaml) {
        accepted = spec.toString();
        return spec(yaml);
    }

    public Scene now(int minutesPastNoon) {
        now = NOON.plus(Duration.ofMinutes(minutesPastNoon));
        return this;
    }

    public Scene now(Instant instant) {
        now = instant;
        return this;
    }

    public Scene baked(int minutes) {
        baked = Duration.ofMinutes(minutes);
        return this;
    }

    /** {@code name} is that of the flag, or the document of one that another flag of the same name took the place of. */
    public Scene flag(String name, String percentage) {
        flags.put(name, at(percentage));
        return this;
    }

    /** Another rollout that exists; the spec has to name it. */
    public Scene prerequisite(String name, String percentage, boolean isDown) {
        prerequisites.put(name, new Prerequisite(Percentage.parse(percentage), isDown));
        return this;
    }

    public Scene unreadable(String name) {
        flags.put(name, new FlagState.Unreadable("it is gone", Optional.empty()));
        return this;
    }

    private static FlagState at(String percentage) {
        return new FlagState.Readable(
                Reach.of(Percentage.parse(percentage)),
                Undo.Values.of("value", percentage),
                "7",
                Optional.of(new FlagState.Writer("kubectl-edit")));
    }

    /** The last look of a criterion said this, and so many in a row failed. */
    public Scene saw(String criterion, Verdict verdict, Instant at, int failures) {
        Evaluation look = new Evaluation(at, verdict, Optional.of(0.02), "max 0.01", "q", "seen");
        tallies.put(criterion, new Tally(Optional.of(look), at, failures, failures, List.<Span>of()));
        return this;
    }

    /** The look just before now said this. */
    public Scene saw(String criterion, Verdict verdict) {
        return saw(criterion, verdict, now.minusSeconds(1), verdict == Verdict.Fail ? 1 : 0);
    }

    /** The sequential test of a criterion has seen a little, and the stage was shown to be safe by it or not. */
    public Scene tested(String criterion, boolean safe) {
        tested.put(criterion, safe);
        return this;
    }

    private static Trial trial(Testing testing, Criterion criterion, boolean safe) {
        Criterion.Sequential test = criterion.sequential().orElseThrow();
        Look look = test.design().cohorts().isPresent()
                ? new Look.Compared(List.of(new Counts(1, 100, 3, 300)))
                : new Look.Single(4, 400);
        List<String> edges = test.design() instanceof Design.Histogram histogram ? histogram.edges() : List.of();
        return testing.entering(criterion.name(), test, edges).after(look, true).proving(false, safe);
    }

    public Situation situation() {
        FeatureRolloutSpec current = Serialization.unmarshal(spec.toString(), FeatureRolloutSpec.class);
        if (!accepted.isEmpty()) {
            status.append("accepted:\n  generation: 1\n  spec:\n").append(accepted.indent(4));
        }
        FeatureRolloutStatus last =
                status.isEmpty() ? null : Serialization.unmarshal(status.toString(), FeatureRolloutStatus.class);
        InForce inForce = InForce.of("shop", "new-checkout", current, last);
        Plan plan = inForce.plan()
                .orElseThrow(() -> new IllegalStateException(inForce.problems().toString()));
        Snapshot snapshot = new Snapshot(
                "shop",
                "new-checkout",
                "uid",
                "1",
                1,
                false,
                current,
                last,
                inForce,
                found(plan, Progress.of(last)),
                Map::of,
                Optional.empty(),
                new Relations(prerequisites, List.of(), List::of),
                Optional.empty());
        Map<String, Trial> trials = new HashMap<>();
        Watch.of(plan, snapshot.progress())
                .ifPresent(watch -> watch.criteria().stream()
                        .filter(criterion -> tested.containsKey(criterion.name()))
                        .forEach(criterion -> trials.put(
                                criterion.name(), trial(watch.testing(), criterion, tested.get(criterion.name())))));
        Evidence evidence = new Evidence(EFFECTIVE, new Evidence.Bake(now, baked), tallies, trials);
        return Situation.of(now, snapshot, plan, evidence);
    }

    private Map<FlagTarget, FlagState> found(Plan plan, Progress progress) {
        Map<FlagTarget, FlagState> found = new HashMap<>();
        Stream.concat(plan.flags().stream(), progress.flags().stream().map(Progress.KnownFlag::target))
                .forEach(target -> Stream.of(target.document(), target.name())
                        .filter(flags::containsKey)
                        .findFirst()
                        .ifPresent(known -> found.put(target, flags.get(known))));
        return found;
    }

    public Decision decision() {
        return Rules.decide(situation());
    }

    /** Returns a criterion of the present stage. */
    public Criterion criterion(String name) {
        return situation().stage().orElseThrow().criterion(name).orElseThrow();
    }
}
