package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagdFlag.Remainder;
import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * flagd's flag documents: the percentage is the share of one variation's weight in a {@code fractional} rule.
 *
 * <p>It is the share of those users who get as far as that rule: conditions around it stay as they are. Weights are
 * whole numbers, as many readers of them know no others, and the entries never change their order, on which it depends
 * which users they mean.
 */
final class FlagdFormat implements FlagFormat {

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        FlagdFlag flag = FlagdFlag.find(document, target);
        if (FlagdEverybody.is(flag)) {
            flag.requireEnabled();
            return new Reading(
                    reach(flag, Percentage.HUNDRED), FlagdEverybody.of(flag).undo());
        }
        Fractional fractional = flag.fractional();
        Percentage share = fractional.weights().share();
        requireRaisable(flag, fractional);
        return new Reading(reach(flag, share), fractional.undo());
    }

    private static Reach reach(FlagdFlag flag, Percentage percentage) {
        return new Reach(FlagdAudiences.of(flag).count(), percentage);
    }

    @Override
    public String admit(String document, FlagTarget target, int audiences) throws FlagProblem {
        return Admission.admit(document, audiences, text -> FlagdAudiences.of(FlagdFlag.find(text, target)));
    }

    private static void requireRaisable(FlagdFlag flag, Fractional fractional) throws FlagProblem {
        flag.requireServable();
        flag.requireOwnBuckets();
        fractional.requireAtAnEnd();
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        FlagdFlag flag = FlagdFlag.find(document, target);
        if (FlagdEverybody.is(flag)) {
            return percentage.equals(Percentage.HUNDRED)
                    ? document
                    : checked(FlagdEverybody.of(flag).reopen(percentage), flag, target, percentage);
        }
        Fractional fractional = flag.fractional();
        Weights weights = fractional.weights();
        if (percentage.isAbove(weights.share())) {
            // Only then: what someone made unsafe to raise can still be lowered.
            requireRaisable(flag, fractional);
        }
        Weights wanted = weights.at(percentage)
                .orElseThrow(() -> flag.source()
                        .problem(
                                fractional.list(),
                                "to say " + percentage + " % exactly beside the other weights takes more than "
                                        + Weights.MAX_TOTAL + " in all. Write the other weights as smaller numbers"));
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < wanted.values().size(); i++) {
            long weight = wanted.values().get(i);
            if (weight != weights.values().get(i)) {
                edits.add(fractional.reweigh(i, Long.toString(weight)));
            }
        }
        String result = flag.source().edit(edits);
        return edits.isEmpty() ? result : checked(result, flag, target, percentage);
    }

    private static String checked(String result, FlagdFlag flag, FlagTarget target, Percentage percentage)
            throws FlagProblem {
        if (!FlagdFlag.find(result, target).fractional().weights().share().equals(percentage)) {
            throw flag.source()
                    .problem(
                            flag.flag().body(),
                            "the weights of \"" + flag.flag().key() + "\" cannot be changed in place. Write each"
                                    + " entry of its fractional as [\"variation\", weight]");
        }
        return result;
    }

    @Override
    public String restoreText(String document, FlagTarget target, Undo.Text undo) throws FlagProblem {
        // A rollback waits for nothing: not for the weights, the state or the default to be in order.
        FlagdFlag flag = FlagdFlag.find(document, target);
        return switch (undo) {
            case Undo.Everybody everybody -> {
                String result = FlagdEverybody.restore(flag, everybody);
                if (!FlagdEverybody.is(FlagdFlag.find(result, target))) {
                    throw flag.source().problem(flag.flag().body(), "the former targeting does not fit here any more");
                }
                yield result;
            }
            case Undo.Values weights ->
                FlagdEverybody.is(flag)
                        ? restoreWeights(FlagdEverybody.of(flag).reopenAsBefore(weights), target, weights)
                        : restoreWeights(document, target, weights);
        };
    }

    private static String restoreWeights(String document, FlagTarget target, Undo.Values weights) throws FlagProblem {
        FlagdFlag flag = FlagdFlag.find(document, target);
        Fractional fractional = flag.fractional();
        List<Edit> edits = fractional.restore(weights);
        String result = flag.source().edit(edits);
        if (!edits.isEmpty() && !FlagdFlag.find(result, target).fractional().hasWeightsOf(weights)) {
            throw flag.source().problem(fractional.list(), "the former weights do not fit here any more");
        }
        return result;
    }

    @Override
    public String collapse(String document, FlagTarget target) throws FlagProblem {
        FlagdFlag flag = FlagdFlag.find(document, target);
        flag.requireEnabled();
        return FlagdEverybody.is(flag) ? document : FlagdEverybody.collapse(flag);
    }

    @Override
    public Optional<String> create(String document, FlagTarget target) throws FlagProblem {
        FlagdFlag flag = FlagdFlag.find(document, target);
        if (!flag.rules().isEmpty() || FlagdEverybody.is(flag)) {
            return Optional.empty();
        }
        flag.requireServable();
        String off = flag.defaultVariant().orElseThrow().text();
        String rule = flag.rule(new Weights(List.of(0L, 100L), 0), off);
        Remainder remainder = flag.remainder();
        Edit edit;
        if (remainder instanceof Remainder.Open open) {
            edit = flag.source().document().append(open.choice(), rule);
        } else if (remainder instanceof Remainder.Standing standing) {
            String before = flag.source().document().source(standing.node());
            if (before.isEmpty() || !standing.isNothing() && !standing.is(off)) {
                throw flag.source()
                        .problem(
                                "no-rule",
                                standing.node(),
                                "this is what all other users of \""
                                        + flag.flag().key() + "\" get, so a rule cannot be"
                                        + " added without taking it from them. Write " + rule + " where it belongs");
            }
            edit = new Edit(standing.node().range(), rule);
        } else {
            edit = flag.source().document().addMember(flag.flag().body(), "targeting", rule);
        }
        String result = flag.source().edit(List.of(edit));
        if (!read(result, target).percentage().isZero()) {
            throw flag.source()
                    .problem("no-rule", flag.flag().body(), "a rule cannot be added in place here. Add " + rule);
        }
        return Optional.of(result);
    }

    @Override
    public List<Evaluation> evaluations(String document, FlagTarget target) throws FlagProblem {
        return FlagdEvaluations.of(FlagdFlag.find(document, target));
    }

    @Override
    public List<Trap> lint(String document, Optional<FlagTarget> target) {
        return FlagdLint.of(document, target);
    }
}
