package dev.featurerollout.decide;

import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.measure.criteria.Grid;
import dev.featurerollout.measure.criteria.Numbers;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.NoDataPolicy;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Role;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the verdicts allow. */
final class CriteriaRules {
    /** The first requests with the flag may be a while in coming. */
    private static final int LOOKS_BEFORE_FIRST_TRAFFIC = 4;

    private CriteriaRules() {}

    static String number(double value) {
        return Numbers.format(value);
    }

    /** Queries are tried before an attempt begins: what could never be judged is not begun. */
    static Optional<Decision> refuseQueries(Situation s) {
        if (s.progress().isActive()) {
            return Optional.empty();
        }
        List<String> refused = s.evidence().tallies().entrySet().stream()
                .filter(entry -> entry.getValue()
                        .verdict()
                        .filter(Verdict.Invalid::equals)
                        .isPresent())
                .map(entry -> entry.getKey() + ": "
                        + entry.getValue().last().orElseThrow().message())
                .sorted()
                .toList();
        return refused.isEmpty()
                ? Optional.empty()
                : Optional.of(new Stay(
                        Reason.InvalidQuery,
                        "Nothing was changed: " + String.join("; ", refused) + ": mend the query"));
    }

    /** Nobody has the feature yet, and nobody gets it while it could not be judged. */
    static Optional<Decision> waitForMetrics(Situation s) {
        boolean mayBegin = !s.progress().isActive()
                && s.inForce().isValid()
                && !s.plan().suspended()
                && !s.plan().rollback().requested();
        if (!mayBegin) {
            return Optional.empty();
        }
        List<String> missing = s.plan().stages().stream()
                .flatMap(stage -> stage.criteria().stream())
                .filter(criterion -> !criterion.dryRun() && keepsFromBeginning(s, criterion))
                .map(criterion -> criterion.name() + ": "
                        + s.evidence()
                                .tally(criterion.name())
                                .last()
                                .orElseThrow()
                                .message())
                .distinct()
                .sorted()
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Stay(
                        Reason.Pending,
                        "Not started: " + String.join("; ", missing)
                                + ". The rollout starts automatically when every query is answered"));
    }

    private static boolean keepsFromBeginning(Situation s, Criterion criterion) {
        return s.evidence()
                .verdict(criterion)
                .filter(verdict -> switch (verdict) {
                    case Unavailable -> true;
                    case NoData -> criterion.noData() == NoDataPolicy.Fail;
                    case Pass, Warning, Fail, Invalid -> false;
                })
                .isPresent();
    }

    static Optional<Decision> holdOnInvalidQuery(Situation s) {
        return blocking(s, Reason.InvalidQuery, criterion -> true, verdict -> verdict == Verdict.Invalid);
    }

    static Optional<Decision> holdOnCriteria(Situation s) {
        return blocking(s, Reason.Holding, Criterion::vouchesForBakeTime, CriteriaRules::holds)
                .or(() -> holdOnFailures(s));
    }

    static Optional<Decision> holdOnGoals(Situation s) {
        return blocking(s, Reason.Holding, CriteriaRules::isGoal, CriteriaRules::holds);
    }

    static Optional<Decision> waitForFreshEvidence(Situation s) {
        Stage stage = s.stage().orElseThrow();
        List<String> waiting = stage.criteria().stream()
                .filter(criterion -> !criterion.dryRun())
                .filter(criterion -> !passesFreshly(s, criterion))
                .map(Criterion::name)
                .toList();
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(new Stay(
                        Reason.Progressing,
                        "Stage " + stage + ": waiting for a fresh passing evaluation of "
                                + String.join(", ", waiting)));
    }

    private static boolean passesFreshly(Situation s, Criterion criterion) {
        Grid grid = new Grid(s.evidence().effectiveAt(), criterion.interval());
        return s.evidence()
                .tally(criterion.name())
                .last()
                .filter(last -> last.verdict() == Verdict.Pass && grid.isFresh(last.at(), s.now()))
                .isPresent();
    }

    private static Optional<Decision> blocking(
            Situation s, Reason reason, Predicate<Criterion> which, Predicate<Verdict> blocks) {
        Stage stage = s.stage().orElseThrow();
        List<String> causes = stage.criteria().stream()
                .filter(criterion -> !criterion.dryRun() && which.test(criterion))
                .filter(criterion ->
                        s.evidence().verdict(criterion).filter(blocks).isPresent())
                .filter(criterion -> !isTooEarlyToTell(s, criterion))
                .map(criterion -> describe(criterion, s.evidence().tally(criterion.name())))
                .toList();
        return causes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Stay(reason, "Stage " + stage + ": " + String.join("; ", causes)));
    }

    /** A window that the start of the stage has cut short may hold too few scrapes: no cause for alarm yet. */
    private static boolean isTooEarlyToTell(Situation s, Criterion criterion) {
        Duration early = criterion.sequential().isPresent()
                ? criterion.interval().multipliedBy(LOOKS_BEFORE_FIRST_TRAFFIC)
                : criterion.window();
        Instant wholeWindow = s.evidence().effectiveAt().plus(early);
        return s.evidence()
                .tally(criterion.name())
                .last()
                .filter(last -> last.verdict() == Verdict.NoData && last.at().isBefore(wholeWindow))
                .isPresent();
    }

    /**
     * A signal or goal that has failed as often as it takes holds, a goal too before its stage is to be left; one that has
     * used up its budget holds for the rest of the stage, whatever it says now.
     */
    private static Optional<Decision> holdOnFailures(Situation s) {
        Stage stage = s.stage().orElseThrow();
        return stage.criteria().stream()
                .filter(criterion -> !criterion.dryRun() && criterion.role() != Role.Guardrail)
                .filter(criterion -> criterion.actsOn(s.evidence().tally(criterion.name())))
                .findFirst()
                .map(criterion -> new Stay(
                        Reason.Holding,
                        "Stage " + stage + ": "
                                + failures(criterion, s.evidence().tally(criterion.name()))));
    }

    private static String failures(Criterion criterion, Tally tally) {
        return criterion.hasSpentItsBudget(tally)
                ? criterion.name() + " has failed " + tally.failures()
                        + " times in this stage, its failureBudget; raise it to go on"
                : describe(criterion, tally);
    }

    private static String describe(Criterion criterion, Tally tally) {
        Evaluation last = tally.last().orElseThrow();
        String seen = criterion.name() + ": " + last.message();
        return switch (last.verdict()) {
            case Warning -> seen + ": investigate; it goes on by itself when it passes again";
            case Fail ->
                seen + ": failed " + tally.failuresInRow() + " in a row"
                        + (criterion.role() == Role.Guardrail ? ", " + criterion.failureLimit() + " roll back" : "");
            case NoData -> seen + ": no evidence, so it waits for some";
            case Unavailable ->
                seen + ": metrics are unavailable, which is neither good nor bad news; it goes on when"
                        + " they answer";
            case Invalid -> seen + ": mend the query";
            case Pass -> seen;
        };
    }

    private static boolean holds(Verdict verdict) {
        return verdict != Verdict.Pass;
    }

    private static boolean isGoal(Criterion criterion) {
        return criterion.role() == Role.Goal;
    }
}
