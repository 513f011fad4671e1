package dev.featurerollout.plan;

import dev.featurerollout.model.Criterion.Sequential;
import dev.featurerollout.model.Guarantee;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Trial;
import dev.featurerollout.plan.Progress.Brought;
import dev.featurerollout.statistics.Margins;
import dev.featurerollout.statistics.SequentialTest;
import dev.featurerollout.statistics.StageTerms;
import dev.featurerollout.statistics.TestState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the sequential tests of a stage have to know.
 *
 * @param share of the users that have the flag, 0..1
 * @param nextShare that of the next stage; empty in the last one
 * @param brought what the tests bring from the stages before, by name of the criterion
 */
public record Testing(double share, OptionalDouble nextShare, Guarantee guarantee, Map<String, Brought> brought) {
    public Testing {
        brought = Map.copyOf(brought);
    }

    /** Returns what the tests of a stage have to know when it is entered. */
    public static Testing in(Plan plan, Stage stage, Progress progress) {
        OptionalDouble next = plan.isLast(stage) ? OptionalDouble.empty() : OptionalDouble.of(next(plan, stage));
        return new Testing(share(stage), next, plan.guarantee(), progress.tests());
    }

    /** Nobody knows the share of an audience: the next one that is known is what has to be safe, or that of all. */
    private static double next(Plan plan, Stage stage) {
        return plan.stages().stream()
                .skip(stage.index() + 1L)
                .filter(later -> later.percentage().isAbove(stage.percentage()))
                .mapToDouble(Testing::share)
                .findFirst()
                .orElse(1);
    }

    private static double share(Stage stage) {
        return stage.percentage().value().movePointLeft(2).doubleValue();
    }

    /** Returns the edges of a test's histogram that were chosen before; empty if none were. */
    public Optional<List<String>> edges(String criterion) {
        return Optional.ofNullable(brought.get(criterion)).map(Brought::edges);
    }

    /** Returns a test at the beginning of this stage. */
    public Trial entering(String criterion, Sequential sequential, List<String> edges) {
        SequentialTest test = sequential.design().test(edges.size());
        // A test with a chance of its own is about this stage alone.
        TestState before = Optional.ofNullable(brought.get(criterion))
                .filter(any -> sequential.chance().isEmpty())
                .flatMap(from -> restore(test, from))
                .orElseGet(test::begin);
        return Trial.entering(test, before, new StageTerms(share, safeMargin(sequential)), edges);
    }

    /** What a person has changed in a status cannot be restored; better to begin anew than to stand still. */
    private static Optional<TestState> restore(SequentialTest test, Brought from) {
        try {
            return Optional.of(test.restore(from.checkpoint()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the harm that is to be ruled out before this stage is safe; empty where that is not asked. */
    private OptionalDouble safeMargin(Sequential sequential) {
        Optional<Double> relative = sequential.design().relative();
        return relative.isEmpty() || nextShare.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Margins.safe(guarantee.maxExtraErrors(), nextShare.getAsDouble(), relative.get()));
    }
}
