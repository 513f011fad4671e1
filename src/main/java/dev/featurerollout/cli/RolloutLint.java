package dev.featurerollout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.cli.ManifestSchema.Violation;
import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.lint.CriteriaLint;
import dev.featurerollout.lint.Finding;
import dev.featurerollout.lint.LintRules;
import dev.featurerollout.lint.Severity;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.model.Criterion.SeriesPolicy;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.Expansion;
import dev.featurerollout.plan.PlanCompiler;
import dev.featurerollout.plan.Problem;
import dev.featurerollout.plan.TemplateExpansion;
import dev.featurerollout.plan.Templates;
import dev.featurerollout.promql.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lints one object of a file; of a FeatureRollout its spec and queries, too, and what Prometheus says to them. */
final class RolloutLint {
    private static final String REFUSED = "Refused";
    private static final String ANSWER = "Answer";
    private static final String SEVERAL_SERIES = "SeveralSeries";

    /** Where Prometheus stopped reading a query. */
    private static final Pattern PARSE_ERROR = Pattern.compile("(?s).*?(\\d+):(\\d+): parse error: (.*)");

    private final String defaultNamespace;
    private final Templates templates;
    private final Optional<Duration> scrapeInterval;
    private final Optional<MetricSource> prometheus;
    private final Instant now;

    RolloutLint(
            String defaultNamespace,
            Templates templates,
            Optional<Duration> scrapeInterval,
            Optional<MetricSource> prometheus,
            Instant now) {
        this.defaultNamespace = defaultNamespace;
        this.templates = templates;
        this.scrapeInterval = scrapeInterval;
        this.prometheus = prometheus;
        this.now = now;
    }

    /** Returns what there is to say, with paths from the top of the object. */
    List<Finding> findings(Manifest manifest) {
        List<Finding> findings = new ArrayList<>(ObjectLint.findings(manifest));
        if (!ManifestSchema.KINDS.contains(manifest.kind())) {
            return findings;
        }
        List<Violation> violations = ManifestSchema.of(manifest.kind()).violations(manifest);
        List<Finding> inSpec = manifest.isRollout() ? inSpec(manifest) : List.of();
        for (Violation violation : violations) {
            boolean alsoInSpec = inSpec.stream().anyMatch(it -> it.path().equals(violation.path()));
            switch (violation.kind()) {
                case UNKNOWN_FIELD ->
                    findings.add(error(ObjectLint.UNKNOWN_FIELD, violation.path(), violation.message()));
                case TYPE -> findings.add(error(ObjectLint.INVALID, violation.path(), violation.message()));
                case VALUE -> {
                    // The operator says the same, and how to fix it.
                    if (!alsoInSpec) {
                        findings.add(error(ObjectLint.INVALID, violation.path(), violation.message()));
                    }
                }
            }
        }
        findings.addAll(inSpec);
        return findings;
    }

    private List<Finding> inSpec(Manifest manifest) {
        LenientRollout lenient = LenientRollout.of(manifest.json());
        JsonNode metadata = manifest.json().path("metadata");
        String name = metadata.path("name").asText("rollout");
        String namespace = metadata.path("namespace").asText(defaultNamespace);
        FeatureRolloutSpec spec = lenient.rollout().getSpec();
        if (spec == null) {
            return List.of();
        }
        Expansion expansion = TemplateExpansion.expand(namespace, name, spec, templates);
        List<Finding> findings = new ArrayList<>();
        expansion
                .problems()
                .forEach(problem -> findings.add(error(ObjectLint.INVALID, problem.path(), problem.message())));
        inSpec(namespace, name, expansion.spec()).forEach(finding -> findings.add(asWritten(finding, expansion)));
        findings.removeIf(finding -> lenient.follows(finding.path()));
        return findings;
    }

    /** What is found in a template's criterion is told where the rollout refers to the template. */
    private static Finding asWritten(Finding finding, Expansion expansion) {
        Problem found = new Problem(finding.path(), finding.message());
        Problem written = expansion.located(found);
        return written.equals(found)
                ? finding
                : new Finding(finding.rule(), finding.severity(), written.path(), Position.START, written.message());
    }

    private List<Finding> inSpec(String namespace, String name, FeatureRolloutSpec spec) {
        return switch (PlanCompiler.compile(namespace, name, spec)) {
            case Compiled.Valid valid -> {
                List<Finding> inText = CriteriaLint.findings(spec, valid.plan(), scrapeInterval);
                yield prometheus
                        .map(source -> withAnswers(inText, CriteriaLint.queries(spec, valid.plan()), source))
                        .orElse(inText);
            }
            case Compiled.Invalid invalid ->
                invalid.problems().stream()
                        .map(problem -> error(ObjectLint.INVALID, problem.path(), problem.message()))
                        .toList();
        };
    }

    private static Finding error(String rule, String path, String message) {
        return new Finding(rule, Severity.Error, path, Position.START, message);
    }

    private List<Finding> withAnswers(List<Finding> inText, List<CriteriaLint.Query> queries, MetricSource source) {
        // What could not be read here is read there.
        List<Finding> findings = new ArrayList<>(inText.stream()
                .filter(finding -> !finding.rule().equals(LintRules.UNREADABLE))
                .toList());
        for (CriteriaLint.Query query : queries) {
            boolean told = inText.stream()
                    .anyMatch(finding -> finding.rule().equals(SEVERAL_SERIES)
                            && finding.path().equals(query.path()));
            findings.add(answer(query, source.at(query.rendering().text(), now), told));
        }
        return findings;
    }

    private static Finding answer(CriteriaLint.Query query, MetricSource.Answer answer, boolean severalTold) {
        if (answer instanceof MetricSource.Unavailable unavailable) {
            throw new IllegalStateException("Prometheus did not answer: " + unavailable.message());
        }
        if (answer instanceof MetricSource.Refused refused) {
            return refusal(query, refused.message());
        }
        List<MetricSource.Sample> samples = ((MetricSource.Series) answer).samples();
        if (samples.size() > 1 && query.criterion().multipleSeries() == SeriesPolicy.Refuse && !severalTold) {
            return new Finding(
                    SEVERAL_SERIES,
                    Severity.Warning,
                    query.path(),
                    Position.START,
                    "gives " + samples.size()
                            + " series now, and more than one is InvalidQuery: aggregate them, or say with"
                            + " multipleSeries what shall count");
        }
        String message = switch (samples.size()) {
            case 0 -> "gives no series now: what has not happened yet, or a name that does not exist";
            case 1 -> "gives one series now: " + samples.get(0).value();
            default -> "gives " + samples.size() + " series now";
        };
        return new Finding(ANSWER, Severity.Note, query.path(), Position.START, message);
    }

    private static Finding refusal(CriteriaLint.Query query, String message) {
        Matcher parseError = PARSE_ERROR.matcher(message);
        if (!parseError.matches()) {
            return error(REFUSED, query.path(), "Prometheus refuses this query: " + message);
        }
        String text = query.rendering().text();
        int offset = 0;
        for (int line = Integer.parseInt(parseError.group(1)); line > 1; line--) {
            offset = text.indexOf('\n', offset) + 1;
        }
        offset = Math.min(offset + Integer.parseInt(parseError.group(2)) - 1, text.length());
        return new Finding(
                REFUSED,
                Severity.Error,
                query.path(),
                query.rendering().origin(offset),
                "Prometheus refuses this query here: " + parseError.group(3));
    }
}
