package dev.featurerollout.decide;

import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Undo;
import java.util.Map;
import java.util.Optional;

/** What is to be done now. */
public sealed interface Decision {

    /** Write down that the flags are to go to a stage; they are moved when this has been written. */
    record Intend(Stage to, boolean newAttempt, String why) implements Decision {}

    /** Move the flags to the stage that was written down, as far as they are not there, and enter it. */
    record Move(Stage to, String why) implements Decision {}

    /** Lower the flags to where they were left: somebody raised them. */
    record BringBack(Reason state, String message) implements Decision {}

    /** Bring the flags back, at once, and stay there. */
    record RollBack(Cause cause) implements Decision {}

    /** Write down that a guardrail failed and that a person must decide, since automatic rollback is off. */
    record Escalate(Cause cause) implements Decision {}

    /** A person has resumed the rollout after a guardrail failed: the evaluations of the stage begin again from here. */
    record Resume(String why) implements Decision {}

    /** Write down what became of the criterion that was failing. */
    record CloseRollback(Recovery recovery, String message) implements Decision {}

    /** The flags, which were away from the stage's percentage, are back: the stage's evidence goes on from here. */
    record Settle() implements Decision {}

    /** What the status says of the stage lies in the future, since a clock was ahead: its evaluations begin again now. */
    record RestartClock() implements Decision {}

    /**
     * Write down what undoes {@code completion.collapse}; the flags are given that form when this has been written.
     *
     * @param undo by name of the flag
     */
    record PrepareCollapse(Map<String, Undo.Collapsed> undo) implements Decision {}

    /**
     * Nothing is left to do: the feature is at its last stage and has proved itself.
     *
     * @param leftOut what was asked for and is not done, to be added to a message; empty text for nothing
     * @param collapse the flags that are given the form of "on for everybody", by name, with what undoes it
     */
    record Complete(String message, String leftOut, Map<String, Undo.Collapsed> collapse) implements Decision {}

    /** Restore the flags because the FeatureRollout is being deleted, then let it go. */
    record Release(boolean restore) implements Decision {}

    /**
     * Leave the flags alone.
     *
     * @param reason the printed state
     * @param message what it is waiting for or what is wrong, and what follows
     */
    record Stay(Reason reason, String message) implements Decision {}

    /**
     * Why a rollback is decided.
     *
     * @param reason CamelCase, such as {@code GuardrailFailed}
     * @param criterion the criterion that failed, if one did
     * @param value its value at that look
     */
    record Cause(String reason, Optional<String> criterion, Optional<String> value, String message) {}

    /** What became of the criterion that was failing, after the rollback. */
    enum Recovery {
        /** It passes again. */
        Verified,
        /** None was failing, so there is nothing to verify but the flags, which read back as restored. */
        Restored,
        /** It has no data any more, as is to be expected of a metric of the feature itself. */
        NothingToMeasure,
        /** It still fails: the feature may not be the cause. */
        StillFailing
    }
}
