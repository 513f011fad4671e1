package dev.featurerollout.measure.criteria;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.Sequential;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Guarantee;
import dev.featurerollout.model.Role;
import dev.featurerollout.model.Trial;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Watch;
import dev.featurerollout.statistics.Combination;
import dev.featurerollout.statistics.Needed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Harm that several guardrails prove together, though none of them alone: the average of their capitals, by weight.
 *
 * <p>An average of fair games is fair, so the chance of a false rollback stays that of the rollout.
 *
 * @param cause the one that contributes most
 */
public record JointProof(Criterion cause, Trial trial, Guarantee guarantee) {

    /** Returns the proof if the evidence amounts to one; empty too if one of them has proved it alone. */
    public static Optional<JointProof> of(Watch watch, Evidence evidence) {
        Guarantee guarantee = watch.testing().guarantee();
        List<Criterion> guardrails = watch.criteria().stream()
                .filter(criterion -> criterion.role() == Role.Guardrail && !criterion.dryRun())
                .filter(criterion -> criterion
                        .sequential()
                        .filter(test -> test.chance().isEmpty())
                        .isPresent())
                .filter(criterion -> evidence.trial(criterion).isPresent())
                .toList();
        List<Trial> trials = guardrails.stream()
                .map(criterion -> evidence.trial(criterion).orElseThrow())
                .toList();
        if (trials.size() < 2 || trials.stream().anyMatch(Trial::proven)) {
            return Optional.empty();
        }
        // The tests that are not watched here have their part of the chance too.
        double[] weights = new double[trials.size() + 1];
        double[] logs = new double[trials.size() + 1];
        double rest = guarantee.totalWeight();
        for (int i = 0; i < trials.size(); i++) {
            Sequential sequential = guardrails.get(i).sequential().orElseThrow();
            weights[i] = sequential.weight();
            logs[i] = trials.get(i).logCapital();
            rest -= weights[i];
        }
        weights[trials.size()] = Math.max(0, rest);
        logs[trials.size()] = Double.NEGATIVE_INFINITY;
        if (Combination.logCapital(weights, logs) < Needed.logCapital(guarantee.falseRollbackChance())) {
            return Optional.empty();
        }
        int largest = Combination.largest(weights, logs);
        return Optional.of(new JointProof(guardrails.get(largest), trials.get(largest), guarantee));
    }

    /** Writes the proof down, as a failing look at {@code at} of the one that contributes most. */
    public Evaluation enter(Observations observations, Instant at) {
        Trial proven = trial.proving(true, false);
        Optional<Evaluation> last = observations.evidence().tally(cause.name()).last();
        TrialWords words = new TrialWords(cause, guarantee);
        Evaluation look = new Evaluation(
                at,
                Verdict.Fail,
                last.flatMap(Evaluation::value),
                cause.boundText(),
                last.map(Evaluation::query).orElse(""),
                words.tell(proven, words.read(proven), Optional.empty()) + ", together with the other tests");
        observations.keep(cause, proven);
        observations.overrule(cause, look);
        return look;
    }
}
