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
        if (decision instanceof Decision.Stay stay) {
            return new Description(stay.reason(), stay.message());
        }
        if (decision instanceof Decision.Intend intend) {
            return new Description(Reason.Progressing, "Moving to stage " + intend.to() + ": " + intend.why());
        }
        if (decision instanceof Decision.Move move) {
            return new Description(Reason.Progressing, "Entered stage " + move.to());
        }
        if (decision instanceof Decision.BringBack bringBack) {
            return new Description(bringBack.state(), bringBack.message());
        }
        if (decision instanceof Decision.RollBack rollBack) {
            return new Description(
                    Reason.RolledBack,
                    "Rolled back from "
                            + situation
                                    .progress()
                                    .confirmed()
                                    .map(Reach::toString)
                                    .orElse("the start") + ": "
                            + rollBack.cause().message());
        }
        if (decision instanceof Decision.CloseRollback close) {
            return new Description(Reason.RolledBack, close.message());
        }
        if (decision instanceof Decision.Settle) {
            return new Description(Reason.Progressing, "The flags are back where the stage left them");
        }
        if (decision instanceof Decision.Complete complete) {
            return new Description(Reason.Completed, complete.message());
        }
        return new Description(Reason.Suspended, "Being deleted");
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
