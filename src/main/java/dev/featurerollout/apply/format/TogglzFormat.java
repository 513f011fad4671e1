package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Document;
import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Answer;
import dev.featurerollout.share.Dealing;
import dev.featurerollout.share.Evaluation;
import dev.featurerollout.share.TogglzDealing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Togglz's properties: the percentage is {@code FEATURE.param.percentage} with {@code FEATURE.strategy = gradual}, a
 * whole number.
 *
 * <p>On for everybody is no strategy: its value is left empty, which includes users without a name.
 */
final class TogglzFormat implements FlagFormat {
    private static final List<String> NAMES = List.of("strategy", "percentage");

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        TogglzFeature feature = TogglzFeature.find(document, target);
        Scalar strategy = feature.strategy();
        Percentage percentage = feature.isForEverybody() ? Percentage.HUNDRED : feature.percentage();
        requireRaisable(feature);
        return new Reading(percentage, undo(feature));
    }

    private static Undo.Values undo(TogglzFeature feature) throws FlagProblem {
        Document text = feature.source().document();
        return new Undo.Values(List.of(
                new Undo.Value(NAMES.get(0), text.source(feature.strategy())),
                new Undo.Value(NAMES.get(1), text.source(feature.number()))));
    }

    private static void requireRaisable(TogglzFeature feature) throws FlagProblem {
        feature.requireOn();
        feature.requireEndsOfLines();
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        TogglzFeature feature = TogglzFeature.find(document, target);
        Scalar strategy = feature.strategy();
        boolean everybody = feature.isForEverybody();
        Percentage now = everybody ? Percentage.HUNDRED : feature.percentage();
        if (percentage.equals(now)) {
            return document;
        }
        if (percentage.isAbove(now)) {
            requireRaisable(feature);
        }
        String number = WholePercent.text(feature.source(), feature.number(), percentage, target.format());
        return set(feature, strategy, everybody ? TogglzFeature.GRADUAL : strategy.text(), number);
    }

    private static String set(TogglzFeature feature, Scalar strategy, String name, String number) throws FlagProblem {
        List<Edit> edits = new ArrayList<>();
        if (!strategy.text().equals(name)) {
            edits.add(Edit.retext(strategy, name));
        }
        if (!feature.number().text().equals(number)) {
            edits.add(Edit.retext(feature.number(), number));
        }
        return feature.source().edit(edits);
    }

    @Override
    public String restoreText(String document, FlagTarget target, Undo.Text undo) throws FlagProblem {
        TogglzFeature feature = TogglzFeature.find(document, target);
        Scalar strategy = feature.strategy();
        List<String> former = undo.texts(NAMES)
                .orElseThrow(() -> feature.problem(
                        "refused", strategy, "has a strategy and a percentage here, but other values were recorded"));
        String result = feature.source()
                .edit(List.of(
                        new Edit(strategy.range(), former.get(0)),
                        new Edit(feature.number().range(), former.get(1))));
        if (!undo(TogglzFeature.find(result, target)).equals(undo)) {
            throw feature.problem("refused", strategy, "cannot be brought back: the former values do not fit here");
        }
        return result;
    }

    @Override
    public String collapse(String document, FlagTarget target) throws FlagProblem {
        TogglzFeature feature = TogglzFeature.find(document, target);
        feature.requireOn();
        Scalar strategy = feature.strategy();
        String result = set(feature, strategy, "", "100");
        if (!feature.isForEverybody()
                && !restoreText(result, target, undo(feature)).equals(document)) {
            throw feature.problem(
                    "refused", strategy, "has its strategy on another line than its name. Write both on one line");
        }
        return result;
    }

    @Override
    public Optional<String> create(String document, FlagTarget target) throws FlagProblem {
        TogglzFeature feature = TogglzFeature.find(document, target);
        if (feature.isGradual() || feature.isForEverybody()) {
            return Optional.empty();
        }
        if (feature.property(".strategy").isPresent()) {
            feature.strategy();
        }
        boolean more = feature.properties().keys().stream()
                .anyMatch(key -> key.startsWith(feature.key() + ".param.") || key.equals(feature.key() + ".users"));
        if (feature.isOn() || more) {
            throw feature.problem(
                    "no-rule",
                    feature.state().key(),
                    "is on without a gradual strategy, or has parameters of another one, so a rule at 0 % would take it"
                            + " from users who have it. If it is meant to be off, set it to false and remove its other"
                            + " lines");
        }
        Document text = feature.source().document();
        Edit strategy = text.addProperty(feature.state(), feature.key() + ".strategy", TogglzFeature.GRADUAL);
        Edit number = text.addProperty(feature.state(), feature.key() + ".param.percentage", "0");
        Edit lines = new Edit(strategy.range(), strategy.text() + number.text());
        Edit on = Edit.retext((Scalar) feature.state().value(), "true");
        String result = feature.source().edit(List.of(lines, on));
        if (!read(result, target).percentage().isZero()) {
            throw feature.problem(
                    "no-rule", feature.state().key(), "cannot be given a strategy in place. Add it by hand");
        }
        return Optional.of(result);
    }

    @Override
    public List<Evaluation> evaluations(String document, FlagTarget target) throws FlagProblem {
        TogglzFeature feature = TogglzFeature.find(document, target);
        Dealing dealing = !feature.isOn()
                ? Dealing.all(Answer.Off)
                : feature.isForEverybody()
                        ? Dealing.all(Answer.On)
                        : new TogglzDealing(
                                feature.key(), feature.percentage().value().intValueExact());
        return List.of(Evaluation.of("Togglz", dealing));
    }

    @Override
    public List<Trap> lint(String document, Optional<FlagTarget> target) {
        return TogglzLint.of(document, target);
    }
}
