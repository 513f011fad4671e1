package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Evaluation;
import java.util.List;
import java.util.Optional;

/**
 * A format whose document is kept as values and not as text: each text it gives is laid out as {@link CanonicalJson}
 * does, which is what the next reading will find.
 */
record StructuredFormat(FlagFormat format) implements FlagFormat {

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        return format.read(document, target);
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        return CanonicalJson.of(format.write(document, target, percentage));
    }

    @Override
    public String admit(String document, FlagTarget target, int audiences) throws FlagProblem {
        return CanonicalJson.of(format.admit(document, target, audiences));
    }

    @Override
    public String restoreText(String document, FlagTarget target, Undo.Text undo) throws FlagProblem {
        return CanonicalJson.of(format.restoreText(document, target, undo));
    }

    @Override
    public String collapse(String document, FlagTarget target) throws FlagProblem {
        return CanonicalJson.of(format.collapse(document, target));
    }

    @Override
    public Optional<String> create(String document, FlagTarget target) throws FlagProblem {
        return format.create(document, target).map(CanonicalJson::of);
    }

    @Override
    public List<Evaluation> evaluations(String document, FlagTarget target) throws FlagProblem {
        return format.evaluations(document, target);
    }

    @Override
    public List<Trap> lint(String document, Optional<FlagTarget> target) {
        return format.lint(document, target);
    }
}
