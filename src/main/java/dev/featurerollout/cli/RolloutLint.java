package dev.featurerollout.cli;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
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
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lints one FeatureRollout of a file: its fields, its spec, its queries, and what Prometheus says to them. */
final class RolloutLint {
    private static final String UNKNOWN_FIELD = "UnknownField";
    private static final String INVALID_SPEC = "InvalidSpec";
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
        FeatureRollout rollout;
        try {
            rollout = Serialization.unmarshal(Serialization.asJson(manifest.json()), FeatureRollout.class);
        } catch (RuntimeException e) {
            return List.of(ofAnotherType(e));
        }
        List<Finding> findings = new ArrayList<>();
        JsonNode understood = Serialization.unmarshal(Serialization.asJson(rollout), JsonNode.class);
        unknown("spec", manifest.json().path("spec"), understood.path("spec"), findings);
        JsonNode metadata = manifest.json().path("metadata");
        String name = metadata.path("name").asText("rollout");
        String namespace = metadata.path("namespace").asText(defaultNamespace);
        if (rollout.getSpec() == null) {
            return inSpec(namespace, name, null, findings);
        }
        Expansion expansion = TemplateExpansion.expand(namespace, name, rollout.getSpec(), templates);
        if (!expansion.problems().isEmpty()) {
            expansion
                    .problems()
                    .forEach(problem -> findings.add(error(INVALID_SPEC, problem.path(), problem.message())));
            return findings;
        }
        return inSpec(namespace, name, expansion.spec(), findings).stream()
                .map(finding -> asWritten(finding, expansion))
                .toList();
    }

    /** What is found in a template's criterion is told where the rollout refers to the template. */
    private static Finding asWritten(Finding finding, Expansion expansion) {
        Problem found = new Problem(finding.path(), finding.message());
        Problem written = expansion.located(found);
        return written.equals(found)
                ? finding
                : new Finding(finding.rule(), finding.severity(), written.path(), Position.START, written.message());
    }

    private List<Finding> inSpec(String namespace, String name, FeatureRolloutSpec spec, List<Finding> findings) {
        Compiled compiled = PlanCompiler.compile(namespace, name, spec);
        if (compiled instanceof Compiled.Valid valid) {
            List<Finding> inText = CriteriaLint.findings(spec, valid.plan(), scrapeInterval);
            findings.addAll(prometheus
                    .map(source -> withAnswers(inText, CriteriaLint.queries(spec, valid.plan()), source))
                    .orElse(inText));
        } else {
            ((Compiled.Invalid) compiled)
                    .problems()
                    .forEach(problem -> findings.add(error(INVALID_SPEC, problem.path(), problem.message())));
        }
        return findings;
    }

    private static Finding error(String rule, String path, String message) {
        return new Finding(rule, Severity.Error, path, Position.START, message);
    }

    private static Finding ofAnotherType(RuntimeException e) {
        Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
        StringBuilder path = new StringBuilder();
        if (cause instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                path.append(
                        step.getFieldName() == null
                                ? "[" + step.getIndex() + "]"
                                : (path.isEmpty() ? "" : ".") + step.getFieldName());
            }
        }
        return error(INVALID_SPEC, path.toString(), "is not what belongs here: see docs/fields.md for its type");
    }

    /** Notes fields that were lost when they were read into the records. */
    private static void unknown(String path, JsonNode written, JsonNode understood, List<Finding> findings) {
        boolean empty = written.isNull() || written.isContainerNode() && written.isEmpty();
        if (understood.isMissingNode() && !empty && !written.isMissingNode()) {
            findings.add(error(
                    UNKNOWN_FIELD,
                    path,
                    "there is no such field, so it would be dropped: see docs/fields.md for the names"));
            return;
        }
        written.properties()
                .forEach(field -> unknown(
                        path + "." + field.getKey(), field.getValue(), understood.path(field.getKey()), findings));
        for (int i = 0; written.isArray() && i < written.size(); i++) {
            unknown(path + "[" + i + "]", written.path(i), understood.path(i), findings);
        }
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
