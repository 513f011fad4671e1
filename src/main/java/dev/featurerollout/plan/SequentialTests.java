package dev.featurerollout.plan;

import dev.featurerollout.model.Criterion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The sequential tests of a plan, with all that their promise rests on.
 *
 * @param tests one line for each; the same line is the same test
 */
record SequentialTests(double falseRollbackChance, Set<String> tests) {

    static SequentialTests of(Plan plan) {
        Set<String> tests = new TreeSet<>();
        plan.stages().stream()
                .flatMap(stage -> Stream.concat(stage.criteria().stream(), stage.abstaining().stream()))
                .filter(criterion -> criterion
                        .sequential()
                        .filter(test -> test.chance().isEmpty())
                        .isPresent())
                .forEach(criterion -> tests.add(line(criterion, plan.variables())));
        // Without any test the chance is about nothing.
        return new SequentialTests(tests.isEmpty() ? 0 : plan.guarantee().falseRollbackChance(), tests);
    }

    /** What stands for a variable is a part of the question; of the others it is none of a test's business. */
    private static String line(Criterion criterion, Map<String, String> variables) {
        Map<String, String> used = new TreeMap<>(variables);
        used.keySet().retainAll(criterion.sequential().orElseThrow().query().variables());
        return List.of(
                        criterion.name(),
                        criterion.role(),
                        criterion.dryRun(),
                        criterion.interval(),
                        criterion.measurand(),
                        used)
                .toString();
    }
}
