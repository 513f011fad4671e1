package dev.featurerollout.report;

import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.FlagRules;
import dev.featurerollout.decide.Flags.Flag;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Progress;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code MetricsAvailable}, {@code FlagsInSync}, {@code Completed} and {@code RolledBack}. */
final class ObservationConditions {
    private final Situation situation;
    private final Decision decision;
    private final StatusDraft draft;

    ObservationConditions(Situation situation, Decision decision, StatusDraft draft) {
        this.situation = situation;
        this.decision = decision;
        this.draft = draft;
    }

    void set(Conditions conditions) {
        metricsAvailable(conditions);
        flagsInSync(conditions);
        ended(conditions, Progress.Outcome.Completed);
        ended(conditions, Progress.Outcome.RolledBack);
    }

    private void metricsAvailable(Conditions conditions) {
        Optional<Evaluation> unavailable = situation.evidence().tallies().values().stream()
                .flatMap((Tally tally) -> tally.last().stream())
                .filter(last -> last.verdict() == Verdict.Unavailable)
                .findFirst();
        Optional<String> unmatched = unmatched();
        if (unavailable.isPresent()) {
            conditions.set(
                    "MetricsAvailable",
                    "False",
                    "Unavailable",
                    unavailable.get().message());
        } else if (unmatched.isPresent()) {
            conditions.set("MetricsAvailable", "False", "NoSeries", unmatched.get());
        } else if (situation.evidence().tallies().values().stream()
                .anyMatch(tally -> tally.last().isPresent())) {
            conditions.set("MetricsAvailable", "True", "Answering", "every query was answered");
        } else if (!conditions.has("MetricsAvailable")) {
            // Between two stages the last answer still says whether there is anybody to ask.
            conditions.set("MetricsAvailable", "Unknown", "NotAsked", "nothing was asked yet");
        }
    }

    /** Returns which series do not exist before an attempt begins, for people; in a stage its criteria tell. */
    private Optional<String> unmatched() {
        if (situation.progress().isActive()) {
            return Optional.empty();
        }
        String all = situation.evidence().tallies().entrySet().stream()
                .flatMap(entry -> entry.getValue().last().stream()
                        .filter(last -> last.verdict() == Verdict.NoData)
                        .map(last -> entry.getKey() + ": " + last.message()))
                .sorted()
                .collect(Collectors.joining("; "));
        return Optional.of(all)
                .filter(text -> !text.isEmpty())
                .map(text -> text + ". Check the metric's name and the labels; a counter exists only after its first"
                        + " event");
    }

    private void flagsInSync(Conditions conditions) {
        Optional<Flag> lowered = situation.flags().firstLowered();
        Optional<Flag> raised = situation.flags().firstRaised();
        boolean corrected = decision instanceof Decision.BringBack;
        boolean released = decision instanceof Decision.Move;
        if (situation.flags().problem().isPresent()) {
            conditions.set(
                    "FlagsInSync",
                    "False",
                    "FlagNotFound",
                    situation.flags().problem().get());
        } else if (raised.isPresent() && !corrected) {
            boolean contested = decision instanceof Decision.Stay stay && stay.reason() == Reason.FlagContested;
            conditions.set(
                    "FlagsInSync",
                    "False",
                    contested ? "FlagContested" : "RaisedByHand",
                    FlagRules.raised(raised.get()));
        } else if (lowered.isPresent() && !released && !(decision instanceof Decision.RollBack)) {
            conditions.set("FlagsInSync", "False", "LoweredByHand", FlagRules.lowered(lowered.get()));
        } else if (situation.snapshot().baseProblem().isPresent()) {
            conditions.set(
                    "FlagsInSync",
                    "False",
                    "BaseNotUsable",
                    situation.snapshot().baseProblem().get());
        } else {
            conditions.set("FlagsInSync", "True", "InSync", "every flag is at what the rollout made it");
        }
    }

    private void ended(Conditions conditions, Progress.Outcome outcome) {
        boolean is = draft.attempt != null && outcome.name().equals(draft.attempt.outcome());
        conditions.set(
                outcome.name(),
                is ? "True" : "False",
                is ? outcome.name() : "NotSo",
                is
                        ? "attempt " + draft.attempt.number() + " ended so"
                        : "no attempt has ended so, or another one began since");
    }
}
