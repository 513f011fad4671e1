package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.GuardrailsSpec;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.Sequential;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Guarantee;
import dev.featurerollout.model.Guarantee.OnInconclusive;
import dev.featurerollout.model.Stage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads {@code spec.guardrails}. */
final class GuaranteeCompiler {
    private static final String PATH = "spec.guardrails";
    private static final GuardrailsSpec DEFAULTS = new GuardrailsSpec("1%", "5%", false, "5m", "25%", null);

    private final Problems problems;

    GuaranteeCompiler(Problems problems) {
        this.problems = problems;
    }

    Guarantee compile(GuardrailsSpec given, List<Stage> stages) {
        GuardrailsSpec spec = given == null ? DEFAULTS : given;
        return new Guarantee(
                chance(".falseRollbackChance", spec.falseRollbackChance(), DEFAULTS.falseRollbackChance()),
                chance(".missedHarmChance", spec.missedHarmChance(), DEFAULTS.missedHarmChance()),
                Boolean.TRUE.equals(spec.advanceEarly()),
                problems.parse(PATH + ".minBakeTime", spec.minBakeTime(), Duration.ofMinutes(5), DurationText::parse),
                extraErrors(spec.maxExtraErrors()),
                problems.constant(PATH + ".onInconclusive", spec.onInconclusive(), OnInconclusive.Hold),
                totalWeight(stages));
    }

    private double chance(String field, String given, String fallback) {
        double chance = share(field, given, fallback);
        if (chance <= 0 || chance >= 0.5) {
            problems.add(PATH + field, given + " is no chance between 0 and 50%, such as \"" + fallback + "\"");
            return share(field, null, fallback);
        }
        return chance;
    }

    private double extraErrors(String given) {
        double budget = share(".maxExtraErrors", given, DEFAULTS.maxExtraErrors());
        if (budget < 0) {
            problems.add(PATH + ".maxExtraErrors", given + " is below 0");
            return share(".maxExtraErrors", null, DEFAULTS.maxExtraErrors());
        }
        return budget;
    }

    private double share(String field, String given, String fallback) {
        BigDecimal byDefault = Decimals.share(fallback);
        return problems.parse(PATH + field, given, byDefault, Decimals::share).doubleValue();
    }

    /** Returns the weight of all tests that share the false rollback chance; a test of several stages is one. */
    private double totalWeight(List<Stage> stages) {
        Map<String, Sequential> tests = new HashMap<>();
        stages.stream()
                .flatMap(stage -> Stream.concat(stage.criteria().stream(), stage.abstaining().stream()))
                .forEach(criterion -> criterion
                        .sequential()
                        .filter(test -> test.chance().isEmpty())
                        .ifPresent(test -> add(tests, criterion, test)));
        double total = tests.values().stream().mapToDouble(Sequential::weight).sum();
        return total > 0 ? total : 1;
    }

    private void add(Map<String, Sequential> tests, Criterion criterion, Sequential test) {
        Sequential other = tests.put(criterion.name(), test);
        if (other != null && !Objects.equals(other, test)) {
            problems.add(
                    "spec.stages[].successCriteria",
                    "\"" + criterion.name()
                            + "\" is another sequential test in another stage: its evidence goes on from"
                            + " stage to stage, so give each test a name of its own");
        }
    }
}
