package dev.featurerollout.forecast;

import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Stage;
import dev.featurerollout.share.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a rollout will do.
 *
 * @param asOf the instant that it is told for
 * @param standing where the rollout stands, for people; empty before it began
 * @param steps the stages, from the one it is in on; none if nothing will happen
 * @param completion what completing it writes; empty if nothing
 * @param rollback the way back from the last of them; empty if there are none
 */
public record Forecast(
        String namespace,
        String name,
        Instant asOf,
        Optional<String> standing,
        List<Step> steps,
        Optional<Completion> completion,
        Optional<Return> rollback) {
    public Forecast {
        steps = List.copyOf(steps);
    }

    /**
     * One stage.
     *
     * @param isCurrent whether the rollout is in it
     * @param differences of the documents from the stage before, or from what they are now
     * @param crowds flag by flag, and for each by each generation of its evaluators
     * @param holds what may hold it there, or bring it back from there
     */
    public record Step(
            Stage stage,
            boolean isCurrent,
            List<Difference> differences,
            List<Crowd> crowds,
            Timing timing,
            List<Hold> holds) {
        public Step {
            differences = List.copyOf(differences);
            crowds = List.copyOf(crowds);
            holds = List.copyOf(holds);
        }
    }

    /**
     * Who gets a flag, of the made-up users.
     *
     * @param flag its name in the rollout
     * @param evaluator by whose algorithm
     * @param reaching whether only those are counted who get as far as the rule: nobody else can have it
     * @param from whom the flag reached before
     * @param of how many there are
     * @param on how many of them have it
     * @param gained how many of those did not have it before
     * @param lost how many had it before and do not any more
     * @param withoutKey what users without a key get
     */
    public record Crowd(
            String flag,
            String evaluator,
            boolean reaching,
            Reach from,
            int of,
            int on,
            int gained,
            int lost,
            Answer withoutKey) {}

    /**
     * When at the earliest.
     *
     * @param enteredAt when the flags are changed; empty if it is not going to be by itself
     * @param effectiveAt when clients are taken to see it
     * @param leftAt when it can go on from there, or is done; empty if it stays
     * @param isShortened whether that is before the bake time is over, for a stage that is shown to be safe
     */
    public record Timing(
            Optional<Instant> enteredAt, Optional<Instant> effectiveAt, Optional<Instant> leftAt, boolean isShortened) {
        /** Returns this without an end. */
        Timing staying() {
            return new Timing(enteredAt, effectiveAt, Optional.empty(), false);
        }

        static final Timing NEVER = new Timing(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /**
     * Something that holds a rollout.
     *
     * @param what a criterion's name, or a field of the spec
     * @param how it does, for people
     */
    public record Hold(String what, String how) {}

    /** The form of "on for everybody" that takes the place of the last stage's. */
    public record Completion(List<Difference> differences, List<Crowd> crowds) {
        public Completion {
            differences = List.copyOf(differences);
            crowds = List.copyOf(crowds);
        }
    }

    /**
     * The way back.
     *
     * @param arrivesWithin from the write until clients are taken to see it
     */
    public record Return(List<Difference> differences, List<Crowd> crowds, Duration arrivesWithin) {
        public Return {
            differences = List.copyOf(differences);
            crowds = List.copyOf(crowds);
        }
    }

    /** Returns what is wrong with it: users who would lose on a raise what they had. */
    public List<String> losses() {
        return steps.stream()
                .flatMap(step -> step.crowds().stream()
                        .filter(crowd ->
                                crowd.lost() > 0 && !step.stage().reach().isBelow(crowd.from()))
                        .map(crowd -> "stage " + step.stage() + ": " + crowd.lost() + " users lose flag "
                                + crowd.flag() + " by " + crowd.evaluator()
                                + ", though its share is raised. Let nobody else change the document meanwhile, and"
                                + " bring its order and its bucketing back to what they were"))
                .toList();
    }
}
