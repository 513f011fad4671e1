package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.BaselineSpec;
import dev.featurerollout.api.v1alpha1.BoundSpec;
import dev.featurerollout.api.v1alpha1.CohortSpec;
import dev.featurerollout.api.v1alpha1.CompareSpec;
import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.RatioSpec;
import dev.featurerollout.api.v1alpha1.SamplesSpec;
import dev.featurerollout.model.QueryTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes a criterion of a template's and of what a rollout says beside the reference to it. */
final class CriterionMerge {
    private CriterionMerge() {}

    /** Returns the template's criterion with its arguments replaced, and with the item's fields where it has any. */
    static CriterionSpec of(String name, CriterionSpec item, CriterionSpec template, Map<String, String> values) {
        CriterionSpec filled = withTexts(template, text -> new QueryTemplate(text).replace(values));
        return new CriterionSpec(
                name,
                first(item.role(), filled.role()),
                null,
                null,
                first(item.provider(), filled.provider()),
                filled.query(),
                filled.ratio(),
                filled.compare(),
                filled.bound(),
                first(item.max(), filled.max()),
                first(item.min(), filled.min()),
                first(item.warning(), filled.warning()),
                first(item.baseline(), filled.baseline()),
                first(item.samples(), filled.samples()),
                first(item.window(), filled.window()),
                first(item.interval(), filled.interval()),
                first(item.failureLimit(), filled.failureLimit()),
                first(item.failureBudget(), filled.failureBudget()),
                first(item.noData(), filled.noData()),
                first(item.multipleSeries(), filled.multipleSeries()),
                first(item.dryRun(), filled.dryRun()));
    }

    /** Returns a criterion that no value fails. */
    static CriterionSpec query(String name, String query) {
        CriterionSpec empty = new CriterionSpec(
                name, null, null, null, null, query, null, null, null, "1", null, null, null, null, null, null, null,
                null, null, null, null);
        return empty;
    }

    /** Returns the texts of a criterion that may have variables. */
    static List<String> texts(CriterionSpec criterion) {
        List<String> texts = new ArrayList<>();
        withTexts(criterion, text -> {
            texts.add(text);
            return text;
        });
        return texts;
    }

    private static CriterionSpec withTexts(CriterionSpec it, UnaryOperator<String> map) {
        UnaryOperator<String> each = text -> text == null ? null : map.apply(text);
        return new CriterionSpec(
                it.name(),
                it.role(),
                it.templateRef(),
                it.args(),
                it.provider(),
                each.apply(it.query()),
                it.ratio() == null ? null : ratio(it.ratio(), each),
                it.compare() == null ? null : compare(it.compare(), each),
                it.bound() == null ? null : bound(it.bound(), each),
                it.max(),
                it.min(),
                it.warning(),
                it.baseline() == null ? null : baseline(it.baseline(), each),
                it.samples() == null ? null : samples(it.samples(), each),
                it.window(),
                it.interval(),
                it.failureLimit(),
                it.failureBudget(),
                it.noData(),
                it.multipleSeries(),
                it.dryRun());
    }

    private static RatioSpec ratio(RatioSpec it, UnaryOperator<String> each) {
        return new RatioSpec(each.apply(it.bad()), each.apply(it.good()), each.apply(it.of()));
    }

    private static CompareSpec compare(CompareSpec it, UnaryOperator<String> each) {
        CohortSpec cohort = it.cohort() == null
                ? null
                : new CohortSpec(
                        it.cohort().label(),
                        each.apply(it.cohort().treatment()),
                        each.apply(it.cohort().control()));
        return new CompareSpec(
                each.apply(it.bad()),
                each.apply(it.of()),
                each.apply(it.histogram()),
                it.slowerThan(),
                each.apply(it.value()),
                it.higherIs(),
                cohort,
                it.tolerate(),
                it.ignoreBelow(),
                it.bursts(),
                it.weight());
    }

    private static BoundSpec bound(BoundSpec it, UnaryOperator<String> each) {
        return new BoundSpec(each.apply(it.bad()), each.apply(it.of()), it.rate(), it.bursts(), it.weight());
    }

    private static BaselineSpec baseline(BaselineSpec it, UnaryOperator<String> each) {
        return new BaselineSpec(each.apply(it.query()), it.maxIncrease(), it.maxDecrease());
    }

    private static SamplesSpec samples(SamplesSpec it, UnaryOperator<String> each) {
        return new SamplesSpec(each.apply(it.query()), it.min());
    }

    private static <T> T first(T one, T other) {
        return Optional.ofNullable(one).orElse(other);
    }
}
