package dev.featurerollout.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A query is written by a tenant, and linted by the operator of all tenants: no query may occupy it. */
class LintTimeTest {
    private static final int LONGEST_QUERY = 8192;

    /** Generous for a busy machine: what this guards against takes minutes, hours or all memory. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    static List<String> queries() {
        return List.of(
                matcher("((){2147483647}){2147483647}"),
                matcher("(x+x+)+y"),
                matcher("(((x{1000}){1000}){1000}){1000}"),
                matcher("(((){1000}){1000}){1000}"),
                matcher("x{1000}".repeat(500)),
                matcher("\\\\Q[\\\\E((x{1000}){1000}){1000}"),
                matcher("[]]((x{1000}){1000}){1000}"),
                matcher("(".repeat(2000) + ")".repeat(2000)),
                matcher("1".repeat(4000)),
                matcher("[0-9]*[0-9]*[0-9]*1".repeat(200)),
                repeated("x{code=~\"11|22|33|44\"}", " + "),
                repeated("rate(a_total[5m])", " / "),
                repeated("a_total", " / "),
                repeated("sum(a{code=\"5\"})", " / "),
                "a_total + " + repeated("1", " + ").substring(4),
                repeated("a_total", " > "),
                repeated("1s", ""),
                "sum(".repeat(1000) + "a_total" + ")".repeat(1000),
                "$(".repeat(4000));
    }

    private static String matcher(String regex) {
        return "sum({job=~\"" + regex + "\", code=~\"" + regex + "\"})";
    }

    /** As many as a query may have, or as are read as a row. */
    private static String repeated(String text, String separator) {
        int fit = LONGEST_QUERY / (text.length() + separator.length()) - 1;
        return String.join(separator, Collections.nCopies(separator.isEmpty() ? fit : Math.min(fit, 299), text));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aQueryIsLintedInShortTimeHoweverItIsWritten(String query) {
        ObjectNode criterion = criterion("errors", query);

        assertTimeoutPreemptively(LIMIT, () -> Lints.of(criterion));
    }

    @Test
    void ofManyLongQueriesTheFirstAreLintedAndTheFindingsSaySo() {
        ObjectNode rollout = Serialization.unmarshal("""
            metadata: {name: new-checkout}
            spec:
              flags:
              - {name: checkout, format: Plain, configMapRef: {name: flags, key: percentage}}
              stages: []
            """, ObjectNode.class);
        ArrayNode stages = ((ObjectNode) rollout.path("spec")).putArray("stages");
        String query = repeated("a_total{code=\"500\"}", " / ");
        for (int i = 1; i <= 50; i++) {
            ObjectNode stage = stages.addObject()
                    .put("name", "stage-" + i)
                    .put("percentage", i * 2)
                    .put("bakeTime", "1m");
            stage.putArray("successCriteria").add(criterion("errors", query));
        }
        FeatureRollout all = Serialization.unmarshal(Serialization.asJson(rollout), FeatureRollout.class);

        List<Finding> findings = assertTimeoutPreemptively(LIMIT, () -> Lints.of(all, Optional.empty()));

        assertThat(findings).extracting(Finding::path).anyMatch(path -> path.startsWith("spec.stages[0]"));
        assertThat(findings)
                .last()
                .asString()
                .contains("spec.stages[9].successCriteria[0].query", "64 KiB of queries", "not linted");
    }

    private static ObjectNode criterion(String name, String query) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("max", 1)
                .put("query", query);
    }
}
