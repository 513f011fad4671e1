package dev.featurerollout.rehearse;

import dev.featurerollout.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * One rollout, played from many start times against one stretch of the past.
 *
 * @param first the rehearsal that began first, in full
 * @param survey all of them, the first one too
 * @param until where the past ends
 */
public record Backtest(Plan plan, Account first, Starts starts, Survey survey, Instant until) {

    /**
     * Plays them all; ends early if the metrics cannot be had.
     *
     * @param played is called with the number of starts that are played so far
     */
    public static Backtest run(Rehearsal rehearsal, Plan plan, Starts starts, Instant until, IntConsumer played) {
        Account first = rehearsal.play(starts.first(), until);
        List<Survey.Run> runs = new ArrayList<>(List.of(Survey.Run.of(first)));
        played.accept(1);
        for (Instant start : starts.instants().skip(1).toList()) {
            if (runs.get(runs.size() - 1).end() instanceof Account.Unanswered) {
                break;
            }
            runs.add(Survey.Run.of(rehearsal.play(start, until)));
            played.accept(runs.size());
        }
        return new Backtest(plan, first, starts, new Survey(runs), until);
    }

    /** Returns why nothing can be said, if metrics could not be had. */
    public Optional<Account.Unanswered> unanswered() {
        return survey.runs().stream()
                .map(Survey.Run::end)
                .filter(Account.Unanswered.class::isInstance)
                .map(Account.Unanswered.class::cast)
                .findFirst();
    }

    /** Whether no start would have been rolled back. */
    public boolean isQuiet() {
        return survey.rolledBack().isEmpty();
    }

    /** Returns the least time the rollout can take. */
    public Duration shortest() {
        return Starts.shortest(plan);
    }
}
