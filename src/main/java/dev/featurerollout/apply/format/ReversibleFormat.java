package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Evaluation;
import java.util.List;
import java.util.Optional;

/**
 * A format that adds the rule to a flag without one, where that is wanted, and can undo this and
 * {@link FlagFormat#collapse}.
 *
 * <p>A flag whose rule is yet to be added reads as at 0 %, with what takes the rule away again.
 */
record ReversibleFormat(FlagFormat format) implements FlagFormat {

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        try {
            return format.read(document, target);
        } catch (FlagProblem problem) {
            String with = created(document, target, problem);
            return new Reading(Reach.NOBODY, Creation.between(document, with));
        }
    }

    /** Returns the document with the rule; or the problem, if that is not what would mend it, or not wanted. */
    private String created(String document, FlagTarget target, FlagProblem problem) throws FlagProblem {
        Optional<String> with;
        try {
            with = format.create(document, target);
        } catch (FlagProblem elsewhere) {
            throw problem;
        }
        if (with.isPresent() && !target.create()) {
            throw problem.with(". Or set create: true for this flag, and the rollout adds the rule");
        }
        return with.orElseThrow(() -> problem);
    }

    private String withRule(String document, FlagTarget target) throws FlagProblem {
        if (!target.create()) {
            return document;
        }
        try {
            format.read(document, target);
            return document;
        } catch (FlagProblem problem) {
            return created(document, target, problem);
        }
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        return format.write(withRule(document, target), target, percentage);
    }

    @Override
    public String admit(String document, FlagTarget target, int audiences) throws FlagProblem {
        if (audiences == 0 && target.audiences().isEmpty()) {
            // Nothing to add and nothing of ours to take away: a large document need not be opened once more.
            return document;
        }
        return format.admit(audiences == 0 ? document : withRule(document, target), target, audiences);
    }

    @Override
    public String restoreText(String document, FlagTarget target, Undo.Text undo) throws FlagProblem {
        return format.restoreText(document, target, undo);
    }

    @Override
    public String restore(String document, FlagTarget target, Undo undo) throws FlagProblem {
        return format.restore(document, target, undo);
    }

    @Override
    public String collapse(String document, FlagTarget target) throws FlagProblem {
        return format.collapse(document, target);
    }

    @Override
    public Optional<String> create(String document, FlagTarget target) throws FlagProblem {
        return format.create(document, target);
    }

    @Override
    public List<Evaluation> evaluations(String document, FlagTarget target) throws FlagProblem {
        return format.evaluations(withRule(document, target), target);
    }

    @Override
    public List<Trap> lint(String document, Optional<FlagTarget> target) {
        return format.lint(withRuleIfWanted(document, target), target);
    }

    private String withRuleIfWanted(String document, Optional<FlagTarget> target) {
        try {
            return target.isPresent() ? withRule(document, target.get()) : document;
        } catch (FlagProblem told) {
            // The checks find it, too.
            return document;
        }
    }
}
