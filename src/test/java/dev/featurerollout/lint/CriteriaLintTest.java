package dev.featurerollout.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said about a rollout as a whole; {@link LintRulesTest} has the rules one by one. */
class CriteriaLintTest {
    private static final Pattern FENCE = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

    private static FeatureRollout rollout(String spec) {
        return Serialization.unmarshal("""
            metadata: {name: new-checkout}
            spec:
              flags:
              - {name: checkout, format: Plain, configMapRef: {name: flags, key: percentage}}
            """ + spec.indent(2), FeatureRollout.class);
    }

    @Test
    void placesAreThoseOfTheTemplateNotOfWhatIsSent() {
        FeatureRollout rollout = rollout("""
            args:
            - {name: service, value: a-service-with-a-long-name}
            stages:
            - {name: all, percentage: 100, bakeTime: 1h}
            successCriteria:
            - name: load
              max: 5
              query: |
                # of $(service)
                sum(rate(a_total{job="$(service)"}[$(window)])) + sum(rate(b_total{job="$(service)"}[5m]))
            """);

        assertThat(Lints.of(rollout, Optional.empty()))
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .startsWith("spec.successCriteria[0].query:2:86: FixedWindow: this range is always 5m");
    }

    @Test
    void whatAVariableStandsForIsFoundAtTheVariable() {
        FeatureRollout rollout = rollout("""
            args:
            - {name: errors, value: 'code="5.."'}
            - {name: range, value: 10m}
            stages:
            - {name: all, percentage: 100, bakeTime: 1h}
            successCriteria:
            - {name: load, max: 5, query: 'sum(rate(a_total{$(errors)}[$(range)]))'}
            """);

        assertThat(Lints.of(rollout, Optional.empty()))
                .extracting(finding -> finding.rule() + " " + finding.position())
                .containsExactly("MatchesNothing 1:18", "FixedWindow 1:29");
    }

    @Test
    void criteriaOfAStageAreNamedThere() {
        FeatureRollout rollout = rollout("""
            stages:
            - {name: canary, percentage: 5, bakeTime: 1h}
            - name: all
              percentage: 100
              bakeTime: 1h
              successCriteria:
              - {name: at-this-stage, query: 'absent(up{stage="$(stage)"})', max: 0}
            successCriteria:
            - name: load
              query: sum(rate(a_total[$(window)]))
              samples: {query: 'sum(rate(a_total[1h]))', min: 5}
              max: 5
            """);

        assertThat(Lints.of(rollout, Optional.empty()))
                .extracting(finding -> finding.rule() + " " + finding.path())
                .containsExactly(
                        "FixedWindow spec.successCriteria[0].samples.query",
                        "AbsentIsEmpty spec.stages[1].successCriteria[0].query");
    }

    @Test
    void criteriaAreFoundThoughSequentialTestsAbstainAtTheLastStage() {
        FeatureRollout rollout = rollout("""
            stages:
            - name: all
              percentage: 100
              bakeTime: 1h
              successCriteria:
              - {name: at-this-stage, query: 'absent(up)', max: 0}
            successCriteria:
            - name: errors
              compare:
                bad: http_requests_total{code=~"5.."}
                of: http_requests_total
                cohort: {label: variant, treatment: "on", control: "off"}
                tolerate: "20%"
            - {name: load, query: 'sum(rate(a_total[1h]))', max: 5}
            """);

        assertThat(Lints.of(rollout, Optional.empty()))
                .extracting(finding -> finding.rule() + " " + finding.path())
                .containsExactly(
                        "FixedWindow spec.successCriteria[1].query",
                        "AbsentIsEmpty spec.stages[0].successCriteria[0].query");
    }

    @Test
    void aWindowIsMeasuredByTheScrapesIfTheyAreKnown() {
        FeatureRollout rollout = rollout("""
            stages:
            - {name: all, percentage: 100, bakeTime: 1h}
            successCriteria:
            - {name: load, query: 'sum(rate(a_total[$(window)]))', max: 5, window: 90s}
            """);

        assertThat(Lints.of(rollout, Optional.empty())).isEmpty();
        assertThat(Lints.of(rollout, Optional.of(Duration.ofSeconds(45)))).isEmpty();
        assertThat(Lints.of(rollout, Optional.of(Duration.ofMinutes(1))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("WindowTooShort");
                    assertThat(finding.path()).isEqualTo("spec.successCriteria[0].window");
                    assertThat(finding.message()).contains("1m30s", "every 1m");
                });
    }

    @Test
    void theExamplesOfThisProjectAreClean() throws IOException {
        List<FeatureRollout> rollouts = new ArrayList<>();
        for (String folder : List.of("examples", "docs", "src/test/resources/scenarios")) {
            for (Path file : files(Path.of(folder))) {
                rollouts.addAll(rollouts(Files.readString(file), file.toString().endsWith(".md")));
            }
        }
        rollouts.addAll(rollouts(Files.readString(Path.of("README.md")), true));

        assertThat(rollouts).hasSizeGreaterThan(10);
        assertThat(rollouts)
                .allSatisfy(rollout -> assertThat(Lints.of(rollout, Optional.empty()))
                        .as(rollout.getMetadata().getName())
                        .isEmpty());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(yaml|md)"))
                    .toList();
        }
    }

    private static List<FeatureRollout> rollouts(String text, boolean markdown) {
        Stream<String> documents = markdown
                ? FENCE.matcher(text).results().map((MatchResult fence) -> fence.group(1))
                : Stream.of(text.split("(?m)^---$"));
        return documents
                .filter(document -> document.contains("kind: FeatureRollout\n"))
                .filter(document -> !document.contains("{{")) // those are for Helm
                .filter(document ->
                        Serialization.unmarshal(document, JsonNode.class).has("spec"))
                .map(document -> Serialization.unmarshal(document, FeatureRollout.class))
                .toList();
    }

    @Test
    void theDocumentHasEveryRuleInItsOrder() throws IOException {
        String text = Files.readString(Path.of("docs/lint.md"));
        List<String> rows = text.substring(text.indexOf("<!-- lint rules -->"), text.indexOf("<!-- /lint rules -->"))
                .lines()
                .skip(3)
                .map(row -> row.split("\\|")[1].strip() + row.split("\\|")[2])
                .toList();
        Stream<String> rules =
                LintRules.IN_ORDER.stream().map(rule -> "`" + rule.name() + "` " + rule.severity() + " ");

        assertThat(rows)
                .isEqualTo(Stream.concat(rules, Stream.of("`Unreadable` Warning ", "`NotLinted` Warning "))
                        .toList());
    }
}
