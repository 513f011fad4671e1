package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.UnleashFeature.Strategy;
import dev.featurerollout.apply.format.document.Document;
import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Answer;
import dev.featurerollout.share.Dealing;
import dev.featurerollout.share.Evaluation;
import dev.featurerollout.share.UnleashDealing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Unleash's feature documents: the percentage is {@code parameters.rollout} of the strategy {@code flexibleRollout}, a
 * whole number written as a text.
 *
 * <p>On for everybody is the strategy {@code default} in its place, which includes users without an id; the parameters
 * stay, unused.
 */
final class UnleashFormat implements FlagFormat {
    private static final List<String> NAMES = List.of("strategy", "rollout");

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        UnleashFeature feature = UnleashFeature.find(document, target);
        Optional<Strategy> everybody = feature.everybody();
        Strategy strategy = everybody.isPresent() ? everybody.get() : feature.rolledOut();
        Percentage percentage = everybody.isPresent() ? Percentage.HUNDRED : strategy.percentage();
        requireRaisable(feature, strategy);
        return new Reading(new Reach(new UnleashAudiences(feature).count(), percentage), undo(feature, strategy));
    }

    @Override
    public String admit(String document, FlagTarget target, int audiences) throws FlagProblem {
        return Admission.admit(document, audiences, text -> new UnleashAudiences(UnleashFeature.find(text, target)));
    }

    private static Undo.Values undo(UnleashFeature feature, Strategy strategy) throws FlagProblem {
        Document text = feature.source().document();
        return new Undo.Values(List.of(
                new Undo.Value(NAMES.get(0), text.source(strategy.name().orElseThrow())),
                new Undo.Value(NAMES.get(1), text.source(strategy.rollout()))));
    }

    private static void requireRaisable(UnleashFeature feature, Strategy strategy) throws FlagProblem {
        feature.requireEnabled();
        feature.requireAlone(strategy);
        strategy.requireSticky();
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        UnleashFeature feature = UnleashFeature.find(document, target);
        Optional<Strategy> everybody = feature.everybody();
        Strategy strategy = everybody.isPresent() ? everybody.get() : feature.rolledOut();
        Percentage now = everybody.isPresent() ? Percentage.HUNDRED : strategy.percentage();
        if (percentage.equals(now)) {
            return document;
        }
        if (percentage.isAbove(now)) {
            requireRaisable(feature, strategy);
        }
        String rollout = WholePercent.text(feature.source(), strategy.rollout(), percentage, target.format());
        return set(feature, strategy, UnleashFeature.FLEXIBLE, rollout);
    }

    private static String set(UnleashFeature feature, Strategy strategy, String name, String rollout)
            throws FlagProblem {
        List<Edit> edits = new ArrayList<>();
        Scalar before = strategy.name().orElseThrow();
        if (!before.text().equals(name)) {
            edits.add(Edit.retext(before, name));
        }
        if (!strategy.rollout().text().equals(rollout)) {
            edits.add(Edit.retext(strategy.rollout(), rollout));
        }
        return feature.source().edit(edits);
    }

    @Override
    public String restoreText(String document, FlagTarget target, Undo.Text undo) throws FlagProblem {
        UnleashFeature feature = UnleashFeature.find(document, target);
        Optional<Strategy> everybody = feature.everybody();
        Strategy strategy = everybody.isPresent() ? everybody.get() : feature.rolledOut();
        List<String> former = undo.texts(NAMES)
                .orElseThrow(() -> feature.problem(
                        "refused", strategy.body(), "has a name and a number here, but other values were recorded"));
        List<Edit> edits = List.of(
                new Edit(strategy.name().orElseThrow().range(), former.get(0)),
                new Edit(strategy.rollout().range(), former.get(1)));
        String result = feature.source().edit(edits);
        UnleashFeature after = UnleashFeature.find(result, target);
        Strategy restored = after.everybody().isPresent() ? after.everybody().get() : after.rolledOut();
        if (!undo(after, restored).equals(undo)) {
            throw feature.problem(
                    "refused", strategy.body(), "cannot be brought back: the former values do not fit here");
        }
        return result;
    }

    @Override
    public String collapse(String document, FlagTarget target) throws FlagProblem {
        UnleashFeature feature = UnleashFeature.find(document, target);
        if (feature.everybody().isPresent()) {
            return document;
        }
        feature.requireEnabled();
        return set(feature, feature.rolledOut(), UnleashFeature.EVERYBODY, "100");
    }

    @Override
    public Optional<String> create(String document, FlagTarget target) throws FlagProblem {
        UnleashFeature feature = UnleashFeature.find(document, target);
        List<Strategy> strategies = feature.strategies();
        boolean there = strategies.stream().anyMatch(strategy -> strategy.is(UnleashFeature.FLEXIBLE));
        if (there || feature.everybody().isPresent()) {
            return Optional.empty();
        }
        String result = feature.source().edit(strategies.isEmpty() ? first(feature) : List.of(another(feature)));
        if (!read(result, target).percentage().isZero()) {
            throw feature.problem(
                    "no-rule", feature.body(), "cannot be given a strategy in place. Add " + feature.rule());
        }
        return Optional.of(result);
    }

    /** A feature without strategies is on for everybody, or not enabled: only then 0 % changes nothing for anyone. */
    private static List<Edit> first(UnleashFeature feature) throws FlagProblem {
        Scalar enabled = feature.enabled()
                .filter(scalar -> scalar.text().equals("false"))
                .orElseThrow(() -> feature.problem(
                        "no-rule",
                        feature.body(),
                        "has no strategies, so it is on for everybody, and a rule at 0 % would take it from them. If"
                                + " it is meant to be off, set \"enabled\": false, or add"
                                + " " + feature.rule() + " by hand"));
        Node strategies = feature.member("strategies").orElse(null);
        Document text = feature.source().document();
        String list = '[' + feature.rule() + ']';
        Edit add = strategies == null
                ? text.addMember(feature.body(), "strategies", list)
                : new Edit(strategies.range(), list);
        return List.of(Edit.retext(enabled, "true"), add);
    }

    private static Edit another(UnleashFeature feature) throws FlagProblem {
        feature.requireEnabled();
        return feature.source()
                .document()
                .append((Sequence) feature.member("strategies").orElseThrow(), feature.rule());
    }

    @Override
    public List<Evaluation> evaluations(String document, FlagTarget target) throws FlagProblem {
        UnleashFeature feature = UnleashFeature.find(document, target);
        return List.of(Evaluation.of("Unleash", feature.isEnabled() ? dealing(feature) : Dealing.all(Answer.Off)));
    }

    private static Dealing dealing(UnleashFeature feature) throws FlagProblem {
        if (feature.everybody().isPresent()) {
            return Dealing.all(Answer.On);
        }
        Strategy strategy = feature.rolledOut();
        // Without the field of its stickiness nobody is chosen; "default" looks for one field after the other first.
        boolean draws = strategy.parameter("stickiness")
                .filter(field -> !field.text().equals("default"))
                .isEmpty();
        return new UnleashDealing(
                strategy.parameter("groupId").map(Scalar::text).orElse(feature.key()),
                strategy.percentage().value().intValueExact(),
                draws ? Answer.Chance : Answer.Off);
    }

    @Override
    public List<Trap> lint(String document, Optional<FlagTarget> target) {
        return UnleashLint.of(document, target);
    }
}
