package dev.featurerollout.rehearse;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.rehearse.Account.Completed;
import dev.featurerollout.rehearse.Account.End;
import dev.featurerollout.rehearse.Account.Hold;
import dev.featurerollout.rehearse.Account.Look;
import dev.featurerollout.rehearse.Account.RolledBack;
import dev.featurerollout.rehearse.Account.Stay;
import dev.featurerollout.rehearse.Account.Unanswered;
import dev.featurerollout.rehearse.Account.Unfinished;
import dev.featurerollout.report.Meter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches the engine at work and writes the account. */
final class Recorder implements Meter {
    /** So many answers in a row that are no number are not worth asking on: a person must mend the query. */
    private static final int MOST_INVALID_IN_A_ROW = 10;

    private final Instant start;
    private final List<Stay> stages = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();
    private final List<Hold> holds = new ArrayList<>();
    private final Map<String, Instant> newest = new HashMap<>();
    private final Map<String, Integer> invalid = new HashMap<>();
    private Optional<End> end = Optional.empty();
    private Instant now;
    private Reason state = Reason.Pending;
    private String message = "";

    Recorder(Instant start) {
        this.start = start;
        this.now = start;
    }

    boolean hasEnded() {
        return end.isPresent();
    }

    Account account(Instant at) {
        End how = end.orElseGet(() -> new Unfinished(at, state, message));
        closeStage(how.at());
        closeHold(how.at());
        return new Account(start, stages, looks, holds, how);
    }

    @Override
    public void looked(Evaluation look) {
        // Does not say whose look it is; the evidence does.
    }

    @Override
    public void carriedOut(Situation situation, Decision decision, Outcome outcome) {
        now = situation.now();
        situation.stage().ifPresent(stage -> noteLooks(situation, stage));
        if (decision instanceof Decision.Move move && outcome.isComplete()) {
            closeStage(now);
            stages.add(new Stay(move.to(), now, now, now));
        } else if (decision instanceof Decision.RollBack rollBack) {
            end = Optional.of(new RolledBack(now, situation.stage(), rollBack.cause()));
        } else if (decision instanceof Decision.Complete) {
            end = Optional.of(new Completed(now));
        } else if (decision instanceof Decision.Stay stay && stay.reason() == Reason.InvalidQuery && stages.isEmpty()) {
            end = Optional.of(new Unfinished(now, stay.reason(), stay.message()));
        }
    }

    private void noteLooks(Situation situation, Stage stage) {
        for (Criterion criterion : stage.criteria()) {
            situation
                    .evidence()
                    .tally(criterion.name())
                    .last()
                    .filter(look -> !look.at().equals(newest.put(criterion.name(), look.at())))
                    .ifPresent(look -> note(stage, criterion, look));
        }
    }

    private void note(Stage stage, Criterion criterion, Evaluation look) {
        looks.add(new Look(stage, criterion, look));
        if (look.verdict() == Verdict.Unavailable) {
            end = Optional.of(new Unanswered(now, look.message()));
        }
        int row = look.verdict() == Verdict.Invalid ? invalid.getOrDefault(criterion.name(), 0) + 1 : 0;
        invalid.put(criterion.name(), row);
        if (row == MOST_INVALID_IN_A_ROW && !criterion.dryRun()) {
            end = Optional.of(new Unfinished(
                    now, Reason.InvalidQuery, criterion.name() + ": " + look.message() + ": mend the query"));
        }
    }

    @Override
    public void stands(String namespace, String name, FeatureRolloutStatus status) {
        Optional.ofNullable(status.stage()).ifPresent(stage -> judgedFrom(stage.effectiveAt()));
        Condition ready = status.conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElseThrow();
        stand(Reason.valueOf(ready.reason()), ready.message());
    }

    private void judgedFrom(Instant effectiveAt) {
        Stay last = stages.get(stages.size() - 1);
        stages.set(stages.size() - 1, new Stay(last.stage(), last.enteredAt(), effectiveAt, last.leftAt()));
    }

    private void stand(Reason reason, String said) {
        if (reason != state) {
            closeHold(now);
            if (isHold(reason)) {
                holds.add(new Hold(reason, now, now, said));
            }
        }
        state = reason;
        message = said;
    }

    private static boolean isHold(Reason reason) {
        return switch (reason) {
            case Pending, Progressing, Completed, RollingBack, RolledBack -> false;
            default -> true;
        };
    }

    private void closeStage(Instant at) {
        if (!stages.isEmpty()) {
            Stay last = stages.get(stages.size() - 1);
            stages.set(stages.size() - 1, new Stay(last.stage(), last.enteredAt(), last.effectiveAt(), at));
        }
    }

    private void closeHold(Instant at) {
        if (isHold(state)) {
            Hold last = holds.get(holds.size() - 1);
            holds.set(holds.size() - 1, new Hold(last.reason(), last.from(), at, last.message()));
        }
    }

    @Override
    public void statusWritten() {}

    @Override
    public void gone(String namespace, String name) {}
}
