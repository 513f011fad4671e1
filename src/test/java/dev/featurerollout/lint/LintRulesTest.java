package dev.featurerollout.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.support.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule finds what it should, at the very place, and is silent about what is meant so.
 *
 * <p>A file of {@code src/test/resources/lint} holds criteria of one rule: under {@code bad} with {@code at}, where it
 * must find something, and {@code also}, which other rules may speak too; under {@code good} those of which no rule says
 * anything.
 */
class LintRulesTest {
    private static final Path FOLDER = Path.of("src/test/resources/lint");

    private record Case(String rule, boolean bad, JsonNode criterion, List<String> at, List<String> also) {
        @Override
        public String toString() {
            return rule
                    + (bad ? ": bad: " : ": good: ")
                    + criterion.path("name").asText();
        }
    }

    static Stream<Case> cases() {
        return LintRules.names().stream().flatMap(rule -> {
            JsonNode file = Manifests.json(FOLDER.resolve(rule + ".yaml"));
            return Stream.concat(cases(rule, true, file.path("bad")), cases(rule, false, file.path("good")));
        });
    }

    private static Stream<Case> cases(String rule, boolean bad, JsonNode list) {
        assertThat(list).as("%s has bad and good examples", rule).isNotEmpty();
        List<Case> cases = new ArrayList<>();
        for (JsonNode node : list) {
            ObjectNode criterion = node.deepCopy();
            cases.add(new Case(rule, bad, criterion, texts(criterion.remove("at")), texts(criterion.remove("also"))));
        }
        return cases.stream();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        if (list != null) {
            list.forEach(text -> texts.add(text.asText()));
        }
        return texts;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatIsBadAndNothingElse(Case it) {
        List<Finding> findings = Lints.of(it.criterion());

        assertThat(findings.stream().filter(finding -> finding.rule().equals(it.rule())))
                .extracting(finding -> finding.path().substring(Lints.PATH.length()) + " " + finding.position())
                .isEqualTo(it.at());
        assertThat(findings)
                .filteredOn(finding -> !finding.rule().equals(it.rule()))
                .extracting(Finding::rule)
                .isSubsetOf(it.also());
    }

    @Test
    void everyRuleHasItsFile() throws IOException {
        Set<String> files = new TreeSet<>();
        try (Stream<Path> list = Files.list(FOLDER)) {
            list.forEach(file -> files.add(file.getFileName().toString().replace(".yaml", "")));
        }
        assertThat(files).isEqualTo(new TreeSet<>(LintRules.names()));
    }
}
