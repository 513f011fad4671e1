package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.ArrayList;
import java.util.List;

/**
 * flagd's flag documents: the percentage is the share of one variation's weight in a {@code fractional} rule.
 *
 * <p>It is the share of those users who get as far as that rule: conditions around it stay as they are. Weights are
 * whole numbers, as many readers of them know no others, and the entries never change their order, on which it depends
 * which users they mean.
 *
 * <p>The tokens are, entry by entry, the variation's name and the source text of its weight, which is empty where a
 * weight is left out.
 */
final class FlagdFormat implements FlagFormat {

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        FlagdFlag flag = FlagdFlag.find(document, target);
        Fractional fractional = flag.fractional();
        Percentage share = fractional.weights().share();
        requireRaisable(flag, fractional);
        return new Reading(share, fractional.tokens());
    }

    private static void requireRaisable(FlagdFlag flag, Fractional fractional) throws FlagProblem {
        flag.requireServable();
        fractional.requireAtAnEnd();
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        FlagdFlag flag = FlagdFlag.find(document, target);
        Fractional fractional = flag.fractional();
        Weights weights = fractional.weights();
        if (percentage.isAbove(weights.share())) {
            // Only then: what someone made unsafe to raise can still be lowered.
            requireRaisable(flag, fractional);
        }
        Weights wanted = weights.at(percentage).orElseThrow(() -> flag.source()
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
        if (!edits.isEmpty() && !share(result, target).equals(percentage)) {
            throw flag.source()
                    .problem(
                            fractional.list(),
                            "the weights cannot be changed in place here. Write each"
                                    + " entry as [\"variation\", weight]");
        }
        return result;
    }

    private static Percentage share(String document, FlagTarget target) throws FlagProblem {
        return FlagdFlag.find(document, target).fractional().weights().share();
    }

    @Override
    public String restore(String document, FlagTarget target, List<String> tokens) throws FlagProblem {
        // A rollback waits for nothing: not for the weights, the state or the default to be in order.
        FlagdFlag flag = FlagdFlag.find(document, target);
        Fractional fractional = flag.fractional();
        List<Edit> edits = fractional.restore(tokens);
        String result = flag.source().edit(edits);
        if (!edits.isEmpty() && !FlagdFlag.find(result, target).fractional().hasWeightsOf(tokens)) {
            throw flag.source().problem(fractional.list(), "the former weights do not fit here any more");
        }
        return result;
    }
}
