package dev.featurerollout.explain;

import dev.featurerollout.api.v1alpha1.AcceptedSpec;
import dev.featurerollout.api.v1alpha1.AttemptStatus;
import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.RollbackStatus;
import dev.featurerollout.api.v1alpha1.StageStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Rules;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.explain.Explanation.Answer;
import dev.featurerollout.explain.Explanation.Look;
import dev.featurerollout.measure.Looks;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.criteria.Grid;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Role;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Position;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.RecordedEvidence;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.plan.Testing;
import dev.featurerollout.plan.Watch;
import dev.featurerollout.watch.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Recomputes the recorded decision about a rollout from its spec, its status and, if they can be asked, its metrics. */
public final class Explainer {
    /** A pass takes its time, and so does a new leader. */
    private static final Duration OVERDUE = Duration.ofMinutes(1);

    private final FeatureRollout rollout;
    private final FeatureRolloutStatus status;
    private final Snapshot snapshot;
    private final Optional<MetricSource> metrics;

    /** @param rollout with a status that the operator has written */
    public Explainer(FeatureRollout rollout, Optional<MetricSource> metrics) {
        this.rollout = rollout;
        this.status = rollout.getStatus();
        this.snapshot = new Snapshots(new RecordedFlags(status)).take(asUnderstood(rollout), List.of());
        this.metrics = metrics;
    }

    /** Returns it with the criteria that its templates gave, if the status tells them of this very spec. */
    private static FeatureRollout asUnderstood(FeatureRollout rollout) {
        AcceptedSpec accepted = rollout.getStatus().accepted();
        if (accepted == null
                || !Objects.equals(accepted.generation(), rollout.getMetadata().getGeneration())) {
            return rollout;
        }
        FeatureRollout understood = new FeatureRollout();
        understood.setMetadata(rollout.getMetadata());
        understood.setSpec(accepted.spec());
        understood.setStatus(rollout.getStatus());
        return understood;
    }

    /** Whether the operator has ever looked at a rollout. */
    public static boolean isSeen(FeatureRollout rollout) {
        return rollout.getStatus() != null && rollout.getStatus().conditions() != null;
    }

    /** Returns the account, for who asks at {@code now}. */
    public Explanation explain(Instant now) {
        Condition ready = status.conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the status has no condition Ready"));
        Optional<Plan> plan = snapshot.inForce().plan();
        Optional<Situation> situation = plan.map(this::situation);
        String rule =
                situation.map(found -> Rules.deciding(found).name()).orElse("none, since the spec was never valid");
        return new Explanation(
                rollout.getMetadata().getNamespace(),
                rollout.getMetadata().getName(),
                asOf(),
                ready.reason(),
                ready.message(),
                rule,
                situation
                        .map(found -> leadsTo(Rules.decide(found), ready.reason()))
                        .orElse(true),
                position(plan, now),
                plan.map(this::criteria).orElse(List.of()),
                plan.flatMap(this::failingLook),
                Optional.ofNullable(status.history()).orElse(List.of()).stream()
                        .map(Explainer::told)
                        .toList());
    }

    private Situation situation(Plan plan) {
        Evidence evidence = Watch.of(plan, snapshot.progress())
                .map(watch -> RecordedEvidence.of(status, watch.effectiveAt()))
                .orElse(Evidence.none(asOf()));
        return Situation.of(asOf(), snapshot, plan, evidence);
    }

    /** What is not staying is done at once, and what then is recorded is the state it leads to. */
    private static boolean leadsTo(Decision decision, String state) {
        return decision instanceof Decision.Stay stay
                ? stay.reason().name().equals(state)
                : state.equals(Reason.Progressing.name()) || decision instanceof Decision.RollBack;
    }

    private Instant asOf() {
        Stream<Instant> looks =
                recorded().map(CriterionStatus::at).filter(Objects::nonNull).map(at -> at.plus(Grid.LAG));
        Stream<Instant> conditions = status.conditions().stream().map(Condition::lastTransitionTime);
        Stream<Instant> history =
                Optional.ofNullable(status.history()).orElse(List.of()).stream().map(Transition::at);
        return Stream.of(looks, conditions, history)
                .flatMap(instants -> instants)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    private Stream<CriterionStatus> recorded() {
        return Optional.ofNullable(status.criteria()).orElse(List.of()).stream();
    }

    private List<String> position(Optional<Plan> plan, Instant now) {
        List<String> lines = new ArrayList<>();
        AttemptStatus attempt = status.attempt();
        if (attempt != null) {
            String revision = attempt.revision() == null || attempt.revision().isEmpty()
                    ? ""
                    : ", revision " + attempt.revision();
            String end = attempt.outcome() == null ? "" : ", " + attempt.outcome() + " at " + attempt.finishedAt();
            lines.add("attempt " + attempt.number() + revision + ", begun at " + attempt.startedAt() + end);
        }
        StageStatus stage = status.stage();
        if (stage != null) {
            String of = plan.map(found -> " of " + found.stages().size()).orElse("");
            lines.add("stage " + stage.name() + ", " + (stage.index() + 1) + of + ", at " + status.percentage()
                    + " %: entered at " + stage.enteredAt() + ", judged from " + stage.effectiveAt() + " on");
            plan.map(found -> found.stages()
                            .get(Math.min(stage.index(), found.stages().size() - 1)))
                    .ifPresent(found -> lines.add("bake time " + stage.baked() + " of "
                            + DurationText.format(found.bakeTime()) + ", counted up to " + stage.bakedThrough()));
        } else if (status.percentage() != null) {
            lines.add("the flags are at " + status.percentage() + " %");
        }
        status.conditions().stream()
                .filter(condition -> condition.type().equals("FlagsInSync")
                        && condition.status().equals("False"))
                .forEach(condition -> lines.add("flags: " + condition.message()));
        RollbackStatus rollback = status.rollback();
        if (rollback != null) {
            lines.add("rollback decided at " + rollback.decidedAt() + " at " + rollback.from() + " %: "
                    + rollback.message()
                    + (rollback.outcome() == null ? "" : "; since then: " + rollback.outcome()));
        }
        if (status.nextEvaluationAt() != null) {
            Duration late = Duration.between(status.nextEvaluationAt(), now);
            lines.add(
                    late.compareTo(OVERDUE) < 0
                            ? "next evaluation at " + status.nextEvaluationAt()
                            : "the evaluation due at " + status.nextEvaluationAt() + " is overdue by "
                                    + DurationText.format(late.truncatedTo(ChronoUnit.SECONDS))
                                    + ". Is the operator running? See kubectl get pods --all-namespaces"
                                    + " -l app.kubernetes.io/name=featurerollout");
        }
        return lines;
    }

    private static String told(Transition transition) {
        return transition.at() + "  " + transition.reason() + ": " + transition.from() + " → " + transition.to() + ", "
                + transition.message();
    }

    /** Returns the newest look of each criterion. */
    private List<Look> criteria(Plan plan) {
        List<Look> looks = new ArrayList<>();
        for (CriterionStatus last : recorded().filter(last -> last.at() != null).toList()) {
            Optional<Period> period = periods(plan).stream()
                    .filter(candidate -> !candidate.effectiveAt.isAfter(last.at()))
                    .findFirst();
            period.ifPresent(found -> found.stage
                    .criterion(last.name())
                    .ifPresent(criterion -> looks.add(look(plan, found, criterion, last))));
        }
        return looks;
    }

    /** A time in which looks lay on one grid. */
    private record Period(Stage stage, Instant effectiveAt) {}

    /** Returns the periods that looks in the status may come from, newest first. */
    private List<Period> periods(Plan plan) {
        List<Period> periods = new ArrayList<>();
        Progress progress = Progress.of(status);
        if (status.stage() != null) {
            periods.add(
                    new Period(stage(plan, progress.confirmed()), status.stage().effectiveAt()));
        } else if (status.rollback() != null) {
            Stage stage = stage(plan, progress.rollback().map(Progress.Rollback::from));
            Optional.ofNullable(status.rollback().patchedAt())
                    .ifPresent(patched -> periods.add(new Period(stage, patched.plus(plan.propagationDelay()))));
            entered(status.rollback().decidedAt())
                    .ifPresent(entered -> periods.add(new Period(stage, plan.effectiveAt(entered))));
        } else {
            entered(asOf())
                    .ifPresent(entered ->
                            periods.add(new Period(stage(plan, progress.confirmed()), plan.effectiveAt(entered))));
        }
        return periods;
    }

    private static Stage stage(Plan plan, Optional<Reach> reach) {
        return Position.highestUpTo(plan, reach.orElse(Reach.NOBODY)).orElse(plan.first());
    }

    private Optional<Instant> entered(Instant before) {
        return Optional.ofNullable(status.history()).orElse(List.of()).stream()
                .filter(transition -> transition.reason().equals("StageEntered"))
                .map(Transition::at)
                .filter(at -> !at.isAfter(before))
                .max(Instant::compareTo);
    }

    private Look look(Plan plan, Period period, Criterion criterion, CriterionStatus last) {
        Answer recorded = new Answer(
                Verdict.valueOf(last.verdict()),
                Optional.ofNullable(last.value()).map(Double::valueOf),
                Optional.ofNullable(last.message()).orElse(""));
        return look(
                plan,
                period,
                criterion,
                last.at(),
                last.query(),
                Optional.of(recorded),
                follows(period, criterion, last));
    }

    private Look look(
            Plan plan,
            Period period,
            Criterion criterion,
            Instant at,
            String query,
            Optional<Answer> recorded,
            String follows) {
        Duration elapsed = Duration.between(period.effectiveAt, at);
        Optional<Evaluation> today =
                metrics.flatMap(source -> criterion.sequential().isPresent()
                        ? weighedAgain(source, plan, period, criterion, at)
                        : Optional.of(again(source, plan, period, criterion, at)));
        return new Look(
                criterion,
                recorded,
                recorded.map(Answer::message).orElse(""),
                follows,
                at,
                elapsed.dividedBy(criterion.interval()),
                period.effectiveAt,
                elapsed.compareTo(criterion.window()) < 0 ? elapsed : criterion.window(),
                query.isEmpty() ? today.map(Evaluation::query).orElse("") : query,
                today.map(look -> new Answer(look.verdict(), look.value(), look.message())));
    }

    private Watch watch(Plan plan, Period period, List<Criterion> criteria, boolean endsAtFailure) {
        Map<String, String> variables = new HashMap<>(plan.variables());
        variables.put("stage", period.stage.name());
        variables.put("percentage", period.stage.percentage().toString());
        return new Watch(
                period.effectiveAt,
                criteria,
                variables,
                endsAtFailure,
                Testing.in(plan, period.stage, snapshot.progress()));
    }

    /**
     * Takes all looks of the stage up to one again, of all its sequential tests: a look by itself says nothing of their
     * verdict, and they prove together.
     */
    private Optional<Evaluation> weighedAgain(
            MetricSource source, Plan plan, Period period, Criterion criterion, Instant at) {
        List<Criterion> tests = period.stage.criteria().stream()
                .filter(other -> other.sequential().isPresent())
                .toList();
        boolean endsAtFailure = Watch.endsAtFailure(plan, snapshot.progress());
        return new Looks(MetricSources.only(source))
                .take(
                        watch(plan, period, tests, endsAtFailure),
                        true,
                        Evidence.none(period.effectiveAt),
                        at.plus(Grid.LAG),
                        look -> {})
                .tally(criterion.name())
                .last();
    }

    /** Takes one look again, as it was taken. */
    private Evaluation again(MetricSource source, Plan plan, Period period, Criterion criterion, Instant at) {
        Watch watch = watch(plan, period, List.of(criterion), false);
        Tally before = new Tally(Optional.empty(), at.minus(criterion.interval()), 0, 0, List.of());
        Evidence evidence = new Evidence(
                period.effectiveAt,
                new Evidence.Bake(period.effectiveAt, Duration.ZERO),
                Map.of(criterion.name(), before),
                Map.of());
        return new Looks(MetricSources.only(source))
                .take(watch, true, evidence, at.plus(Grid.LAG), look -> {})
                .tally(criterion.name())
                .last()
                .orElseThrow(() -> new IllegalStateException(at + " is no instant of " + criterion.name()));
    }

    private String follows(Period period, Criterion criterion, CriterionStatus last) {
        if (status.stage() == null && status.rollback() != null) {
            boolean since = Optional.ofNullable(status.rollback().patchedAt())
                    .filter(patched -> !period.effectiveAt.isBefore(patched))
                    .isPresent();
            return since ? "it shows whether the rollback helped" : "nothing more: the flags have gone back";
        }
        if (!snapshot.progress().isActive()) {
            return "nothing more: the attempt is over";
        }
        if (criterion.dryRun()) {
            return "nothing: it is a dry run";
        }
        boolean guards = criterion.role() == Role.Guardrail;
        return switch (Verdict.valueOf(last.verdict())) {
            case Pass ->
                criterion.vouchesForBakeTime()
                        ? "the time since the look before it counts as bake time"
                        : "the stage may be left, as far as this goal goes";
            case Warning -> "it holds until it passes again; the time does not count";
            case Fail ->
                "failed " + last.failuresInRow() + " in a row, " + last.failures() + " in this stage; "
                        + criterion.failureLimit() + " in a row "
                        + criterion
                                .failureBudget()
                                .map(budget -> "or " + budget + " in one stage ")
                                .orElse("")
                        + (guards ? "roll back" : "hold");
            case NoData -> "no evidence: the time does not count, and it waits for some";
            case Unavailable -> "neither good nor bad news: it is asked again, and nothing is lost";
            case Invalid -> "it holds until the query is mended";
        };
    }

    /** Returns the look that led to the rollback; the status may show a later one since. */
    private Optional<Look> failingLook(Plan plan) {
        RollbackStatus rollback = status.rollback();
        if (rollback == null || rollback.criterion() == null) {
            return Optional.empty();
        }
        Stage stage = stage(plan, Progress.of(status).rollback().map(Progress.Rollback::from));
        Optional<Criterion> criterion = stage.criterion(rollback.criterion());
        Optional<Instant> entered = entered(rollback.decidedAt());
        if (criterion.isEmpty() || entered.isEmpty()) {
            return Optional.empty();
        }
        Period period = new Period(stage, plan.effectiveAt(entered.get()));
        Optional<CriterionStatus> shown = recorded()
                .filter(last -> last.name().equals(rollback.criterion()) && last.at() != null)
                .filter(last -> !last.at().isAfter(rollback.decidedAt()))
                .findFirst();
        Instant at =
                shown.map(CriterionStatus::at).orElseGet(() -> newest(period, criterion.get(), rollback.decidedAt()));
        if (!at.isAfter(period.effectiveAt)) {
            return Optional.empty();
        }
        Answer recorded = new Answer(
                Verdict.Fail, Optional.ofNullable(rollback.value()).map(Double::valueOf), rollback.message());
        return Optional.of(look(
                plan,
                period,
                criterion.get(),
                at,
                shown.map(CriterionStatus::query).orElse(""),
                Optional.of(recorded),
                "the flags went back"));
    }

    private static Instant newest(Period period, Criterion criterion, Instant decidedAt) {
        Instant newest = decidedAt.minus(Grid.LAG);
        if (newest.isBefore(period.effectiveAt)) {
            return period.effectiveAt;
        }
        long number = Duration.between(period.effectiveAt, newest).dividedBy(criterion.interval());
        return period.effectiveAt.plus(criterion.interval().multipliedBy(number));
    }
}
