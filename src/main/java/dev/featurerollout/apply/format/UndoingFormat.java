package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.List;
import java.util.Optional;

/** A format whose {@code restore} can also take away a rule that its {@code create} added. */
record UndoingFormat(FlagFormat format) implements FlagFormat {

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        return format.read(document, target);
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        return format.write(document, target, percentage);
    }

    @Override
    public String restore(String document, FlagTarget target, List<String> tokens) throws FlagProblem {
        return Creation.isMeant(tokens)
                ? Creation.of(tokens).undo(format, document, target)
                : format.restore(document, target, tokens);
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
    public List<Trap> lint(String document, Optional<FlagTarget> target) {
        return format.lint(document, target);
    }
}
