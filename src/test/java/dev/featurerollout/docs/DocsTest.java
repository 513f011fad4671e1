package dev.featurerollout.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.cli.Options;
import dev.featurerollout.decide.Rule;
import dev.featurerollout.decide.Rules;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.PlanCompiler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents leave nothing out, their links lead somewhere, and their examples are valid. */
class DocsTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/featurerollout");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");
    private static final Pattern METRIC = Pattern.compile("featurerollout_[a-z_]+[a-z]");

    /** A text of one CamelCase word: a reason, a condition, a verdict, an outcome. */
    private static final Pattern WORD = Pattern.compile("\"([A-Z][a-z]+(?:[A-Z][a-z]+)*)\"");

    private static final Pattern CONSTANTS = Pattern.compile("(?s)\\benum \\w+ \\{(.*?)[;}]");

    @Test
    void linksLeadSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path file : Docs.all()) {
            for (MatchResult link : results(LINK, Docs.text(file))) {
                String target = link.group(1);
                if (URI.create(target).getScheme() == null && !leadsSomewhere(file, target)) {
                    broken.add(file + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Path file, String target) {
        String[] parts = target.split("#", 2);
        Path folder = file.toAbsolutePath().getParent();
        Path destination = parts[0].isEmpty() ? file : folder.resolve(parts[0]).normalize();
        if (!Files.exists(destination)) {
            return false;
        }
        return parts.length == 1 || anchors(destination).contains(parts[1]);
    }

    private static List<String> anchors(Path file) {
        return results(HEADING, Docs.text(file)).stream()
                .map(heading -> Docs.anchor(heading.group(1)))
                .toList();
    }

    @Test
    void theReferenceKnowsEveryWordOfTheStatusAndOfEvents() throws IOException {
        Set<String> words = new TreeSet<>();
        for (String place : List.of("report", "decide/Decision.java", "decide/RollbackRules.java")) {
            for (Path source : sources(SOURCES.resolve(place))) {
                results(WORD, code(source)).forEach(word -> words.add(word.group(1)));
            }
        }
        for (String place :
                List.of("model/Reason.java", "model/Verdict.java", "model/Role.java", "plan/Progress.java")) {
            words.addAll(constants(SOURCES.resolve(place)));
        }
        words.addAll(constants(SOURCES.resolve("decide/Decision.java")));
        // The kind itself, as an Event names it.
        words.remove("FeatureRollout");
        String reference = Docs.text(Docs.of("reference.md"));

        assertThat(words).contains("StageEntered", "GuardrailFailed", "LoweredByHand", "NoData", "StillFailing");
        assertThat(words)
                .as("words that docs/reference.md should explain")
                .allMatch(word ->
                        Pattern.compile("\\b" + word + "\\b").matcher(reference).find());
    }

    private static List<Path> sources(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String code(Path source) {
        return Docs.text(source).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//.*", "");
    }

    private static List<String> constants(Path source) {
        return results(CONSTANTS, code(source)).stream()
                .flatMap(match -> Stream.of(match.group(1).split(",(?![^(]*\\))")))
                .map(constant -> constant.replaceAll("(?s)\\(.*", "").strip())
                .filter(constant -> !constant.isEmpty())
                .toList();
    }

    @Test
    void theReferenceKnowsEveryCommand() {
        String reference = Docs.text(Docs.of("reference.md"));

        assertThat(Options.commands())
                .contains("operator", "demo")
                .allMatch(command -> reference.contains("`featurerollout " + command + "`"));
    }

    @Test
    void theRulesAreToldInTheirOrder() {
        List<String> told = Docs.part(Docs.of("concepts.md"), "rules")
                .lines()
                .skip(2)
                .map(line -> line.split("\\|")[1].strip())
                .toList();

        assertThat(told).isEqualTo(Rules.IN_ORDER.stream().map(Rule::name).toList());
    }

    @Test
    void metricsThatAreNamedExist() {
        MetricTable metrics = MetricTable.scraped();
        List<String> unknown = new ArrayList<>();
        List<Path> files = new ArrayList<>(Docs.all());
        files.add(Path.of("helm/featurerollout/templates/prometheusrule.yaml"));
        for (Path file : files) {
            results(METRIC, Docs.text(file)).stream()
                    .map(MatchResult::group)
                    .filter(name -> !metrics.has(name))
                    .forEach(name -> unknown.add(file + ": " + name));
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void rolloutsInExamplesAreValid() throws IOException {
        List<String> wrong = new ArrayList<>();
        int found = 0;
        for (Path file : Docs.all()) {
            for (MatchResult fence : results(FENCE, Docs.text(file))) {
                if (fence.group(1).equals("yaml") && fence.group(2).contains("kind: FeatureRollout\n")) {
                    found++;
                    problems(fence.group(2)).forEach(problem -> wrong.add(file + ": " + problem));
                }
            }
        }
        assertThat(found).isPositive();
        assertThat(wrong).isEmpty();
    }

    @Test
    void rolloutsOfTheExamplesFolderAreValid() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("examples"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                String text = Docs.text(file);
                if (text.contains("kind: FeatureRollout\n") && !text.contains("{{")) { // those are for Helm
                    problems(text).forEach(problem -> wrong.add(file + ": " + problem));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> problems(String yaml) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode written = Serialization.unmarshal(yaml, JsonNode.class);
        FeatureRollout rollout = Serialization.unmarshal(yaml, FeatureRollout.class);
        JsonNode understood = mapper.readTree(Serialization.asJson(rollout));
        List<String> problems = new ArrayList<>();
        unknown("spec", written.path("spec"), understood.path("spec"), problems);
        Compiled compiled = PlanCompiler.compile("shop", rollout.getMetadata().getName(), rollout.getSpec());
        if (compiled instanceof Compiled.Invalid invalid) {
            problems.add(invalid.message());
        }
        return problems;
    }

    /** Notes fields that were lost when they were read into the records. */
    private static void unknown(String path, JsonNode written, JsonNode understood, List<String> problems) {
        if (understood.isMissingNode()) {
            problems.add(path + " is no field");
        }
        written.properties()
                .forEach(field -> unknown(
                        path + "." + field.getKey(), field.getValue(), understood.path(field.getKey()), problems));
        for (int i = 0; written.isArray() && i < written.size(); i++) {
            unknown(path + "[" + i + "]", written.get(i), understood.path(i), problems);
        }
    }

    private static List<MatchResult> results(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().toList();
    }
}
