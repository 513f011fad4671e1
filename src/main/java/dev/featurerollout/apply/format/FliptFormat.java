package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Answer;
import dev.featurerollout.share.Dealing;
import dev.featurerollout.share.Evaluation;
import dev.featurerollout.share.FliptDistributionDealing;
import dev.featurerollout.share.FliptThresholdDealing;
import java.util.List;
import java.util.Optional;

/**
 * Flipt's documents: the percentage is the threshold of a boolean flag, or a variant's share of a rule's distributions.
 *
 * <p>A boolean flag's threshold is a whole number, compared with a hash of user and flag modulo 100. Distributions have
 * tenths, and a hash of their own: changing the type of a flag deals users anew.
 *
 * <p>A boolean flag that is enabled and has no threshold is the form for everybody, and reads as 100.
 */
final class FliptFormat implements FlagFormat {
    private static final String THRESHOLD = "threshold";
    private static final Undo.Everybody ON = new Undo.Everybody(List.of());

    private static FliptFlag find(String document, FlagTarget target) throws FlagProblem {
        FliptFlag flag =
                FliptFlags.of(Source.open(document, target)).flag(target.flag().orElse(""));
        if (flag.isBoolean()
                && target.variation().filter(on -> !on.equals("true")).isPresent()) {
            throw flag.source()
                    .problem(
                            flag.body(),
                            "the boolean flag \"" + flag.key() + "\" has no variant \""
                                    + target.variation().get() + "\". Remove spec.flags[].variation");
        }
        return flag;
    }

    private static Split split(FliptFlag flag, FlagTarget target) throws FlagProblem {
        return FliptDistribution.of(flag, target.variation()).split();
    }

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        FliptFlag flag = find(document, target);
        if (flag.isBoolean()) {
            FliptThreshold threshold = new FliptThreshold(flag);
            if (threshold.isOn()) {
                return new Reading(reach(flag, target, Percentage.HUNDRED), ON);
            }
            Percentage percentage = threshold.percentage();
            requireRaisable(flag, target);
            return new Reading(reach(flag, target, percentage), Undo.Values.of(THRESHOLD, threshold.token()));
        }
        Split split = split(flag, target);
        Percentage share = split.shares().share();
        requireRaisable(flag, target);
        return new Reading(reach(flag, target, share), split.undo());
    }

    private static Reach reach(FliptFlag flag, FlagTarget target, Percentage percentage) throws FlagProblem {
        return new Reach(FliptAudiences.of(flag, target).count(), percentage);
    }

    @Override
    public String admit(String document, FlagTarget target, int audiences) throws FlagProblem {
        return Admission.admit(document, audiences, text -> FliptAudiences.of(find(text, target), target));
    }

    private static void requireRaisable(FliptFlag flag, FlagTarget target) throws FlagProblem {
        Findings traps = new Findings(flag.source());
        check(flag, target.variation(), traps);
        traps.requireNone();
    }

    private static void check(FliptFlag flag, Optional<String> variation, Findings traps) {
        if (flag.isBoolean()) {
            FliptThreshold threshold = new FliptThreshold(flag);
            if (!threshold.isOn()) {
                threshold.check(traps);
            }
            return;
        }
        try {
            FliptDistribution distribution = FliptDistribution.of(flag, variation);
            distribution.check(traps);
            distribution.split();
        } catch (FlagProblem refused) {
            traps.fatal("no-percentage", refused);
        }
    }

    /** Returns the percentage, without asking whether it could be raised. */
    private static Percentage percentage(FliptFlag flag, FlagTarget target) throws FlagProblem {
        return flag.isBoolean()
                ? new FliptThreshold(flag).percentage()
                : split(flag, target).shares().share();
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        FliptFlag flag = find(document, target);
        if (isOn(flag)) {
            return percentage.equals(Percentage.HUNDRED)
                    ? document
                    : set(find(new FliptThreshold(flag).added(), target), target, percentage);
        }
        if (percentage.isAbove(percentage(flag, target))) {
            // Only then: what someone made unsafe to raise can still be lowered.
            requireRaisable(flag, target);
        }
        return set(flag, target, percentage);
    }

    private static String set(FliptFlag flag, FlagTarget target, Percentage percentage) throws FlagProblem {
        List<Edit> edits = List.of();
        if (!percentage(flag, target).equals(percentage)) {
            edits = flag.isBoolean()
                    ? List.of(new FliptThreshold(flag).write(percentage))
                    : split(flag, target).write(percentage);
        }
        String result = flag.source().edit(edits);
        if (!edits.isEmpty() && !percentage(find(result, target), target).equals(percentage)) {
            throw flag.source().problem(flag.body(), "the percentage of this flag cannot be changed in place");
        }
        return result;
    }

    private static boolean isOn(FliptFlag flag) {
        return flag.isBoolean() && new FliptThreshold(flag).isOn();
    }

    @Override
    public String restoreText(String document, FlagTarget target, Undo.Text undo) throws FlagProblem {
        // A rollback waits for nothing: not for the sum, the order or the state to be right.
        if (undo instanceof Undo.Everybody) {
            return collapse(document, target);
        }
        FliptFlag before = find(document, target);
        FliptFlag flag = isOn(before) ? find(new FliptThreshold(before).added(), target) : before;
        if (!flag.isBoolean()) {
            Split split = split(flag, target);
            String result = flag.source().edit(split.restore(undo));
            if (!split(find(result, target), target).restore(undo).isEmpty()) {
                throw flag.source().problem(split.node(), "the former percentages do not fit here any more");
            }
            return result;
        }
        String former = undo.texts(List.of(THRESHOLD))
                .map(texts -> texts.get(0))
                .filter(text -> text.matches("[0-9]+(\\.[0-9]+)?"))
                .orElseThrow(
                        () -> flag.source().problem(flag.body(), "the recorded values are not those of a threshold"));
        String result = flag.source().edit(List.of(new FliptThreshold(flag).write(former)));
        if (!new FliptThreshold(find(result, target)).token().equals(former)) {
            throw flag.source().problem(flag.body(), "the former value " + former + " does not fit here");
        }
        return result;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A flag with variants has no such form, and needs none: at 100 users without an id have the variant, too.
     */
    @Override
    public String collapse(String document, FlagTarget target) throws FlagProblem {
        FliptFlag flag = find(document, target);
        if (isOn(flag)) {
            return document;
        }
        if (!flag.isBoolean()) {
            return write(document, target, Percentage.HUNDRED);
        }
        String result = new FliptThreshold(flag).removed();
        if (!isOn(find(result, target))) {
            throw flag.source().problem(flag.body(), "the threshold cannot be taken out here. Remove it by hand");
        }
        return result;
    }

    @Override
    public Optional<String> create(String document, FlagTarget target) throws FlagProblem {
        FliptFlag flag = find(document, target);
        if (isOn(flag) || !flag.isBoolean() || new FliptThreshold(flag).isThere()) {
            // What a rule for variants would need most, a segment of everybody, is not this flag's to add.
            read(document, target);
            return Optional.empty();
        }
        String result = new FliptThreshold(flag).added();
        if (!read(result, target).percentage().isZero()) {
            throw flag.source().problem(flag.body(), "a threshold cannot be added here. Write it by hand");
        }
        return Optional.of(result);
    }

    @Override
    public List<Evaluation> evaluations(String document, FlagTarget target) throws FlagProblem {
        FliptFlag flag = find(document, target);
        return List.of(Evaluation.of("Flipt", dealing(flag, target)));
    }

    private static Dealing dealing(FliptFlag flag, FlagTarget target) throws FlagProblem {
        if (flag.isBoolean()) {
            FliptThreshold threshold = new FliptThreshold(flag);
            return threshold.isOn()
                    ? Dealing.all(Answer.On)
                    : new FliptThresholdDealing(
                            flag.key(), threshold.percentage().value().floatValue());
        }
        FliptDistribution distribution = FliptDistribution.of(flag, target.variation());
        return flag.isEnabled()
                ? new FliptDistributionDealing(flag.key(), distribution.variation(), distribution.parts())
                : Dealing.all(Answer.Off);
    }

    @Override
    public List<Trap> lint(String document, Optional<FlagTarget> target) {
        try {
            FliptFlags flags =
                    FliptFlags.of(Source.open(document, target.orElseGet(() -> Source.nameless(FlagFormatName.Flipt))));
            Findings traps = new Findings(flags.source());
            if (target.isPresent()) {
                check(find(document, target.get()), target.get().variation(), traps);
            } else {
                for (FliptFlag flag : flags.all()) {
                    checkUnasked(flag, traps);
                }
            }
            return traps.list();
        } catch (FlagProblem unreadable) {
            return List.of(Trap.of("unreadable", unreadable));
        }
    }

    /** Checks a flag that may be none that is rolled out: only if it has percentages. */
    private static void checkUnasked(FliptFlag flag, Findings traps) {
        if (flag.isBoolean()) {
            if (new FliptThreshold(flag).isThere()) {
                new FliptThreshold(flag).check(traps);
            }
            return;
        }
        FliptDistribution.first(flag).ifPresent(distribution -> distribution.check(traps));
    }
}
