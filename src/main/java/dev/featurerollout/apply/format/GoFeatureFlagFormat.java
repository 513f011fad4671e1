package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Answer;
import dev.featurerollout.share.Dealing;
import dev.featurerollout.share.Evaluation;
import dev.featurerollout.share.GoFeatureFlagDealing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * GO Feature Flag's documents: the percentage is that of one variation in the default rule or in a targeting rule.
 *
 * <p>GO Feature Flag deals a user by a hash modulo the sum of all percentages, to the variations in the reverse order
 * of their names. So the sum stays 100, and only the neighbour of the variation pays for a raise.
 *
 * <p>A default rule that serves the variation alone is the form for everybody, and reads as 100.
 */
final class GoFeatureFlagFormat implements FlagFormat {
    private static final Undo.Everybody ON = new Undo.Everybody(List.of());

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        GoFlag flag = GoFlag.find(document, target);
        if (flag.isOn()) {
            return new Reading(reach(flag, Percentage.HUNDRED), ON);
        }
        // First: that a percentage is missing says less than what is there in its place.
        requireRaisable(flag);
        Split split = flag.split();
        return new Reading(reach(flag, split.shares().share()), split.undo());
    }

    private static Reach reach(GoFlag flag, Percentage percentage) {
        return new Reach(new GoAudiences(flag).count(), percentage);
    }

    @Override
    public String admit(String document, FlagTarget target, int audiences) throws FlagProblem {
        return Admission.admit(document, audiences, text -> new GoAudiences(GoFlag.find(text, target)));
    }

    private static void requireRaisable(GoFlag flag) throws FlagProblem {
        Findings traps = new Findings(flag.source());
        flag.check(traps);
        traps.requireNone();
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        GoFlag flag = GoFlag.find(document, target);
        if (flag.isOn()) {
            return percentage.equals(Percentage.HUNDRED)
                    ? document
                    : set(GoFlag.find(flag.withPercentage(), target), target, percentage);
        }
        if (percentage.isAbove(flag.split().shares().share())) {
            // Only then: what someone made unsafe to raise can still be lowered.
            requireRaisable(flag);
        }
        return set(flag, target, percentage);
    }

    private static String set(GoFlag flag, FlagTarget target, Percentage percentage) throws FlagProblem {
        Split split = flag.split();
        List<Edit> edits = split.write(percentage);
        String result = flag.source().edit(edits);
        if (!edits.isEmpty()
                && !GoFlag.find(result, target).split().shares().share().equals(percentage)) {
            throw flag.source().problem(split.node(), "the percentages cannot be changed in place here");
        }
        return result;
    }

    @Override
    public String restoreText(String document, FlagTarget target, Undo.Text undo) throws FlagProblem {
        // A rollback waits for nothing: not for the sum, the order or the state to be right.
        if (undo instanceof Undo.Everybody) {
            return collapse(document, target);
        }
        GoFlag before = GoFlag.find(document, target);
        GoFlag flag = before.isOn() ? GoFlag.find(before.withPercentage(), target) : before;
        Split split = flag.split();
        String result = flag.source().edit(split.restore(undo));
        if (!GoFlag.find(result, target).split().restore(undo).isEmpty()) {
            throw flag.source().problem(split.node(), "the former percentages do not fit here any more");
        }
        return result;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A targeting rule has no such form: one that served the variation alone could not be told from any other. Nor
     * has a rule with more than two variations, as nothing would say who the others were. They are brought to 100.
     */
    @Override
    public String collapse(String document, FlagTarget target) throws FlagProblem {
        GoFlag flag = GoFlag.find(document, target);
        if (flag.isOn()) {
            return document;
        }
        if (!flag.canServeAlone()) {
            return write(document, target, Percentage.HUNDRED);
        }
        String result = flag.withVariation();
        if (!GoFlag.find(result, target).isOn()) {
            throw flag.source()
                    .problem(flag.split().node(), "one variation cannot be put in place of percentages here");
        }
        return result;
    }

    @Override
    public Optional<String> create(String document, FlagTarget target) throws FlagProblem {
        GoFlag flag = GoFlag.find(document, target);
        if (flag.isOn()) {
            return Optional.empty();
        }
        if (flag.hasRule()) {
            read(document, target);
            return Optional.empty();
        }
        String result = flag.withPercentage();
        if (!read(result, target).percentage().isZero()) {
            throw flag.source().problem(flag.body(), "a percentage cannot be added here. Write it by hand");
        }
        return Optional.of(result);
    }

    @Override
    public List<Evaluation> evaluations(String document, FlagTarget target) throws FlagProblem {
        GoFlag flag = GoFlag.find(document, target);
        Dealing dealing = flag.isOn() ? Dealing.all(Answer.On) : dealing(flag);
        return List.of(Evaluation.of("GO Feature Flag", dealing));
    }

    private static Dealing dealing(GoFlag flag) throws FlagProblem {
        Split split = flag.split();
        List<BigDecimal> shares = split.shares().values();
        return new GoFeatureFlagDealing(
                flag.name(),
                flag.variation(),
                IntStream.range(0, shares.size())
                        .mapToObj(i -> new GoFeatureFlagDealing.Part(
                                split.parts().get(i).variation(), shares.get(i).doubleValue()))
                        .toList());
    }

    @Override
    public List<Trap> lint(String document, Optional<FlagTarget> target) {
        List<Trap> found = new ArrayList<>();
        try {
            GoFlags flags = target.isPresent() ? GoFlags.open(document, target.get()) : GoFlags.open(document);
            List<String> names = target.flatMap(FlagTarget::flag).map(List::of).orElseGet(flags::names);
            Findings traps = new Findings(flags.source());
            for (String name : names) {
                check(flags, name, target, traps);
            }
            found.addAll(traps.list());
        } catch (FlagProblem unreadable) {
            found.add(Trap.of("unreadable", unreadable));
        }
        return List.copyOf(found);
    }

    private void check(GoFlags flags, String name, Optional<FlagTarget> target, Findings traps) throws FlagProblem {
        if (target.isEmpty()) {
            // Any variation will do for all but the order, and the first is always at an end.
            GoFlag flag = GoFlag.of(flags, name, Optional.of(firstOrTrue(flags, name)));
            flag.check(traps);
            return;
        }
        try {
            GoFlag flag = GoFlag.find(flags, target.get());
            flag.check(traps);
            if (!flag.isOn()) {
                flag.split();
            }
        } catch (FlagProblem refused) {
            traps.fatal("no-percentage", refused);
        }
    }

    private static String firstOrTrue(GoFlags flags, String name) throws FlagProblem {
        try {
            return GoFlag.of(flags, name, Optional.empty()).variation();
        } catch (FlagProblem notClear) {
            return "";
        }
    }
}
