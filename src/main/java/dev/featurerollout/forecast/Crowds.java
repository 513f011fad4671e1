package dev.featurerollout.forecast;

import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.forecast.Forecast.Crowd;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.share.Dealing;
import dev.featurerollout.share.Evaluation;
import dev.featurerollout.share.MadeUpUsers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts who gets the flags of a rollout. */
final class Crowds {
    private final List<FlagTarget> flags;
    private final MadeUpUsers users;

    /** Each stage is counted from the one before: whom that had is known. */
    private final Map<Dealing, BitSet> counted = new HashMap<>();

    Crowds(List<FlagTarget> flags, MadeUpUsers users) {
        this.flags = flags;
        this.users = users;
    }

    /**
     * Returns who has each flag.
     *
     * @param before the documents that gains and losses are counted from
     * @param goal the documents of the last stage: if nobody has a flag even there of whom only the key is known, those
     *     are counted who get as far as its rule
     */
    List<Crowd> of(Documents now, Documents before, Documents goal) throws FlagProblem {
        List<Crowd> crowds = new ArrayList<>();
        for (FlagTarget flag : flags) {
            List<Evaluation> present = now.evaluations(flag);
            List<Evaluation> past = before.evaluations(flag);
            List<Evaluation> last = goal.evaluations(flag);
            for (int i = 0; i < present.size(); i++) {
                boolean reaching = !users.anyOn(last.get(i).everybody());
                // Another form of the flag may be read by one algorithm only.
                Evaluation former = past.get(Math.min(i, past.size() - 1));
                BitSet had = on(dealing(former, reaching));
                BitSet have = on(dealing(present.get(i), reaching));
                crowds.add(new Crowd(
                        flag.name(),
                        present.get(i).evaluator(),
                        reaching,
                        before.read(flag).reach(),
                        users.number(),
                        have.cardinality(),
                        without(have, had),
                        without(had, have),
                        dealing(present.get(i), reaching).answer(Optional.empty())));
            }
        }
        return crowds;
    }

    private BitSet on(Dealing dealing) {
        return counted.computeIfAbsent(dealing, users::on);
    }

    private static Dealing dealing(Evaluation evaluation, boolean reaching) {
        return reaching ? evaluation.reaching() : evaluation.everybody();
    }

    private static int without(BitSet some, BitSet others) {
        BitSet left = (BitSet) some.clone();
        left.andNot(others);
        return left.cardinality();
    }
}
