package dev.featurerollout.lint;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.StageSpec;
import dev.featurerollout.lint.Subject.Use;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.model.Stage;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Parsed;
import dev.featurerollout.promql.Parser;
import dev.featurerollout.promql.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at the success criteria of a rollout for what is likely to go wrong. */
public final class CriteriaLint {
    /** The operator lints for all tenants: what one of them writes must not occupy it. */
    private static final int MOST_TEXT = 64 << 10;

    private CriteriaLint() {}

    /**
     * One query of a spec, as it would be sent when a whole window is over.
     *
     * @param path the field, such as {@code spec.successCriteria[0].ratio.bad}
     */
    public record Query(String path, Criterion criterion, Rendering rendering) {}

    /**
     * Returns what is to be said about the criteria of a spec, in their order.
     *
     * @param plan what the spec was compiled to
     * @param scrapeInterval how often Prometheus scrapes, if that is known
     */
    public static List<Finding> findings(FeatureRolloutSpec spec, Plan plan, Optional<Duration> scrapeInterval) {
        List<Finding> findings = new ArrayList<>();
        int text = 0;
        for (Placed criterion : placed(spec, plan)) {
            for (Used used : criterion.queries()) {
                text += used.query().rendering().text().length();
                if (text > MOST_TEXT) {
                    findings.add(notLinted(used.query()));
                    return findings;
                }
                criterion.findings(used, scrapeInterval).forEach(findings::add);
            }
        }
        return findings;
    }

    private static Finding notLinted(Query query) {
        return new Finding(
                LintRules.NOT_LINTED,
                Severity.Warning,
                query.path(),
                Position.START,
                "the criteria before this one have " + MOST_TEXT / 1024
                        + " KiB of queries with this one, so it and those after it are not linted: write shorter"
                        + " queries, or record them as rules in Prometheus");
    }

    /** Returns the queries of a spec, in the order of its criteria. */
    public static List<Query> queries(FeatureRolloutSpec spec, Plan plan) {
        return placed(spec, plan).stream()
                .flatMap(criterion -> criterion.queries().stream())
                .map(Used::query)
                .toList();
    }

    private record Used(Use use, Query query) {}

    /** A criterion and where it is written; one that holds in all stages is placed in the first. */
    private record Placed(String path, CriterionSpec spec, Criterion criterion, Map<String, String> variables) {

        List<Used> queries() {
            List<Used> queries = new ArrayList<>();
            if (criterion.measurand() instanceof Criterion.Query query) {
                queries.add(used(Use.VALUE, ".query", query.query()));
            } else if (criterion.measurand() instanceof Criterion.Ratio ratio) {
                boolean good = spec.ratio() != null && spec.ratio().good() != null;
                String part = good ? ".ratio.good" : ".ratio.bad";
                queries.add(used(Use.PART, part, ratio.part()));
                queries.add(used(Use.OF, ".ratio.of", ratio.of()));
            }
            criterion
                    .baseline()
                    .ifPresent(baseline -> queries.add(used(Use.BASELINE, ".baseline.query", baseline.query())));
            criterion.samples().ifPresent(samples -> queries.add(used(Use.SAMPLES, ".samples.query", samples.query())));
            return queries;
        }

        private Used used(Use use, String field, QueryTemplate template) {
            return new Used(use, new Query(path + field, criterion, Rendering.of(template, variables)));
        }

        Stream<Finding> findings(Used used, Optional<Duration> scrapeInterval) {
            Rendering rendering = used.query().rendering();
            Parsed parsed = Parser.parse(rendering.text());
            if (parsed instanceof Parsed.Unreadable unreadable) {
                return Stream.of(new Finding(
                        LintRules.UNREADABLE,
                        Severity.Warning,
                        used.query().path(),
                        rendering.origin(unreadable.offset()),
                        "this cannot be read here, and Prometheus has the last word: " + unreadable.message()));
            }
            Expr root = ((Parsed.Read) parsed).expr();
            Subject subject = new Subject(criterion, used.use(), rendering, root, scrapeInterval);
            return LintRules.IN_ORDER.stream()
                    .flatMap(rule -> rule.check().apply(subject).map(remark -> finding(rule, remark, used.query())));
        }

        private Finding finding(LintRule rule, Remark remark, Query query) {
            String where = remark.field().isEmpty() ? query.path() : path + "." + remark.field();
            Position position = remark.offset().isPresent()
                    ? query.rendering().origin(remark.offset().getAsInt())
                    : Position.START;
            return new Finding(rule.name(), rule.severity(), where, position, remark.message());
        }
    }

    private static List<Placed> placed(FeatureRolloutSpec spec, Plan plan) {
        List<Placed> placed = new ArrayList<>();
        List<CriterionSpec> everywhere =
                Optional.ofNullable(spec.successCriteria()).orElse(List.of());
        add(placed, "spec.successCriteria", everywhere, plan, plan.first());
        List<StageSpec> stages = Optional.ofNullable(spec.stages()).orElse(List.of());
        for (int i = 0; i < stages.size(); i++) {
            List<CriterionSpec> own =
                    Optional.ofNullable(stages.get(i).successCriteria()).orElse(List.of());
            add(
                    placed,
                    "spec.stages[" + i + "].successCriteria",
                    own,
                    plan,
                    plan.stages().get(i));
        }
        return placed;
    }

    /** By name, not by position: a stage may have more criteria than are written there, or fewer. */
    private static void add(List<Placed> placed, String path, List<CriterionSpec> specs, Plan plan, Stage stage) {
        for (int i = 0; i < specs.size(); i++) {
            String place = path + "[" + i + "]";
            CriterionSpec spec = specs.get(i);
            stage.criterion(spec.name())
                    .map(criterion -> new Placed(place, spec, criterion, variables(plan, stage, criterion)))
                    .ifPresent(placed::add);
        }
    }

    private static Map<String, String> variables(Plan plan, Stage stage, Criterion criterion) {
        Map<String, String> variables = new HashMap<>(plan.variables());
        variables.put("stage", stage.name());
        variables.put("percentage", stage.percentage().toString());
        variables.put("interval", DurationText.format(criterion.interval()));
        variables.put(QueryTemplate.WINDOW, DurationText.format(criterion.window()));
        variables.put(QueryTemplate.ELAPSED, DurationText.format(criterion.window()));
        return variables;
    }
}
