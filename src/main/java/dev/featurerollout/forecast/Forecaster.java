package dev.featurerollout.forecast;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.format.FlagFormat;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.forecast.Forecast.Step;
import dev.featurerollout.forecast.Forecast.Timing;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Stage;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Position;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.RecordedEvidence;
import dev.featurerollout.share.MadeUpUsers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Foretells a rollout. */
public final class Forecaster {
    private final Plan plan;
    private final Optional<FeatureRolloutStatus> status;
    private final Progress progress;
    private final Documents documents;
    private final MadeUpUsers users;
    private final Instant now;

    /**
     * @param status of the rollout; empty before it is applied
     * @param documents as they are at {@code now}, each that the plan's flags are in
     */
    public Forecaster(
            Plan plan, Optional<FeatureRolloutStatus> status, Documents documents, MadeUpUsers users, Instant now) {
        this.plan = plan;
        this.status = status;
        this.progress = Progress.of(status.orElse(null));
        this.documents = documents;
        this.users = users;
        this.now = now;
    }

    /**
     * Returns what will become of the rollout {@code namespace/name} if all goes well.
     *
     * @throws FlagProblem if a document cannot be read, or not be brought to a stage
     */
    public Forecast of(String namespace, String name) throws FlagProblem {
        Map<String, FlagFormat.Reading> originals = originals();
        Optional<String> end = end();
        if (end.isPresent()) {
            return new Forecast(namespace, name, now, end, List.of(), Optional.empty(), Optional.empty());
        }
        Optional<Stage> current = current();
        List<Stage> stages = plan.stages()
                .subList(current.map(Stage::index).orElse(0), plan.stages().size());
        List<Documents> texts = new ArrayList<>(List.of(documents));
        for (Stage stage : stages) {
            FlagStore.To to = new FlagStore.To(stage.reach());
            texts.add(texts.get(texts.size() - 1).with(plan.flags(), flag -> to));
        }
        Documents last = texts.get(texts.size() - 1);
        Crowds crowds = new Crowds(plan.flags(), users);
        List<FlagTarget> reversed = new ArrayList<>(plan.flags());
        Collections.reverse(reversed);
        Documents back = last.with(reversed, flag -> back(originals.get(flag.name())));
        List<Step> steps = new ArrayList<>();
        List<Timing> timings = timings(stages, current);
        for (int i = 0; i < stages.size(); i++) {
            Documents before = texts.get(i);
            Documents after = texts.get(i + 1);
            steps.add(new Step(
                    stages.get(i),
                    current.filter(stages.get(i)::equals).isPresent(),
                    after.since(before),
                    crowds.of(after, before, last),
                    timings.get(i),
                    new Holds(plan).of(stages.get(i))));
        }
        Forecast.Return rollback =
                new Forecast.Return(back.since(last), crowds.of(back, last, last), plan.propagationDelay());
        return new Forecast(
                namespace, name, now, standing(current), steps, completion(last, crowds), Optional.of(rollback));
    }

    private Optional<Forecast.Completion> completion(Documents last, Crowds crowds) throws FlagProblem {
        if (!plan.collapse()) {
            return Optional.empty();
        }
        Documents collapsed = last.collapsed(plan.flags());
        return Optional.of(new Forecast.Completion(collapsed.since(last), crowds.of(collapsed, last, last)));
    }

    /** What a rollback restores was remembered when the attempt began. */
    private Map<String, FlagFormat.Reading> originals() throws FlagProblem {
        Map<String, FlagFormat.Reading> originals = new HashMap<>();
        for (FlagTarget flag : plan.flags()) {
            FlagFormat.Reading live = documents.read(flag);
            originals.put(
                    flag.name(),
                    progress.known(flag)
                            .map(known -> new FlagFormat.Reading(known.original(), known.undo()))
                            .orElse(live));
        }
        return originals;
    }

    private FlagStore.Change back(FlagFormat.Reading original) {
        return plan.rollback().to() == Plan.Destination.Zero
                ? new FlagStore.To(Reach.NOBODY)
                : new FlagStore.Restore(original.undo(), original.reach());
    }

    private boolean isCurrentAttempt() {
        return progress.attempt()
                .filter(attempt -> attempt.revision().equals(plan.revision()))
                .isPresent();
    }

    /** Returns why nothing more will happen, if that is so. */
    private Optional<String> end() {
        if (plan.rollback().requested()) {
            return Optional.of("spec.rollback.requested is set: the flags go back, or stay where they are if nothing"
                    + " was changed yet. Unset it and set a new spec.revision to try again");
        }
        return progress.attempt()
                .filter(attempt -> isCurrentAttempt())
                .flatMap(Progress.Attempt::outcome)
                .map(outcome -> outcome + ": nothing more happens until spec.revision is changed");
    }

    private Optional<Stage> current() {
        return progress.isActive() && isCurrentAttempt() ? Position.of(plan, progress) : Optional.empty();
    }

    private Optional<String> standing(Optional<Stage> current) {
        if (current.isPresent()) {
            return Optional.of("attempt " + progress.attempt().orElseThrow().number() + ", in stage " + current.get());
        }
        return progress.attempt()
                .map(attempt -> "after attempt " + attempt.number()
                        + attempt.outcome().map(outcome -> " (" + outcome + ")").orElse("")
                        + ": it begins anew at the first stage");
    }

    private List<Timing> timings(List<Stage> stages, Optional<Stage> current) {
        Timetable timetable = new Timetable(plan, now);
        List<Timing> timings = new ArrayList<>();
        Optional<Instant> next = plan.suspended() ? Optional.empty() : Optional.of(now);
        for (Stage stage : stages) {
            Timing timing =
                    current.filter(stage::equals).isPresent() ? running(stage, timetable) : timetable.of(stage, next);
            boolean stays = plan.suspended()
                    || plan.holdAt()
                            .filter(holdAt -> stage.index() >= holdAt && !plan.isLast(stage))
                            .isPresent();
            timings.add(stays ? timing.staying() : timing);
            next = stays ? Optional.empty() : timing.leftAt();
        }
        return timings;
    }

    private Timing running(Stage stage, Timetable timetable) {
        Progress.Entered entered = progress.stage().orElseThrow();
        return timetable.of(
                stage,
                entered.enteredAt(),
                entered.effectiveAt(),
                RecordedEvidence.of(status.orElseThrow(), entered.effectiveAt()).bake());
    }
}
