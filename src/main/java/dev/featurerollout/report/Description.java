package dev.featurerollout.report;

import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Reason;

/** The printed state and message that a decision leads to. */
record Description(Reason reason, String message) {

    static Description of(Decision decision, Outcome outcome, Situation situation) {
        if (!outcome.isComplete()) {
            Reason reason = decision instanceof Decision.RollBack ? Reason.RollingBack : Reason.Holding;
            return new Description(
                    reason,
                    what(decision) + " is not complete: " + String.join("; ", outcome.failures())
                            + "; it is tried again");
        }
        return switch (decision) {
            case Decision.Stay stay -> new Description(stay.reason(), stay.message());
            case Decision.Intend intend ->
                new Description(Reason.Progressing, "Moving to stage " + intend.to() + ": " + intend.why());
            case Decision.Move move -> new Description(Reason.Progressing, "Entered stage " + move.to());
            case Decision.BringBack bringBack -> new Description(bringBack.state(), bringBack.message());
            case Decision.RollBack rollBack ->
                new Description(
                        Reason.RolledBack,
                        "Rolled back from "
                                + situation
                                        .progress()
                                        .confirmed()
                                        .map(Reach::toString)
                                        .orElse("the start") + ": "
                                + rollBack.cause().message());
            case Decision.Escalate escalate ->
                new Description(Reason.Holding, escalate.cause().message());
            case Decision.Resume resume -> new Description(Reason.Progressing, "Resumed: " + resume.why());
            case Decision.CloseRollback close -> new Description(Reason.RolledBack, close.message());
            case Decision.Settle settle ->
                new Description(Reason.Progressing, "The flags are back where the stage left them");
            case Decision.RestartClock restart ->
                new Description(Reason.Progressing, "The clock of the stage was ahead: its evaluations begin again");
            case Decision.PrepareCollapse prepare ->
                new Description(Reason.Progressing, "Recorded how completion.collapse is undone");
            case Decision.Complete complete -> new Description(Reason.Completed, complete.message());
            case Decision.Release release -> new Description(Reason.Suspended, "Being deleted");
        };
    }

    private static String what(Decision decision) {
        if (decision instanceof Decision.RollBack rollBack) {
            return "Rollback (" + rollBack.cause().message() + ")";
        }
        if (decision instanceof Decision.Complete) {
            return "completion.collapse";
        }
        return decision instanceof Decision.Move move ? "The move to stage " + move.to() : "The change of the flags";
    }
}
