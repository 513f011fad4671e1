package dev.featurerollout.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.TemplateArgument;
import dev.featurerollout.cli.Options;
import dev.featurerollout.library.LibraryTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Parts of the documents that are made of the code are in step with it. With {@code -Dfeaturerollout.render=true}, as
 * hack/render-manifests calls it, they are written instead.
 */
@Execution(ExecutionMode.SAME_THREAD) // two of them write one file
class GeneratedDocsTest {
    private static final boolean WRITE = Boolean.getBoolean("featurerollout.render");

    /** A fence below this comment is the file it names. */
    private static final Pattern COPY = Pattern.compile("(?s)(<!-- file: (\\S+) -->\n```yaml\n)(.*?)(```\n)");

    @Test
    void fieldsAreThoseOfTheDefinition() throws IOException {
        assertUpToDate(Docs.of("fields.md"), FieldTables.render());
    }

    @Test
    void theLibraryIsThatOfItsFiles() throws IOException {
        Path file = Docs.of("templates.md");
        String table = LibraryTemplate.all().stream()
                .map(template -> "| [`%s`](../%s) | %s | %s | %s |\n"
                        .formatted(
                                template.name(),
                                template.file(),
                                template.spec().description(),
                                template.spec().args().stream()
                                        .map(arg -> argument(arg))
                                        .collect(Collectors.joining(", ")),
                                bound(template.spec().criteria().get(0))))
                .collect(Collectors.joining(
                        "", "| template | what it measures | arguments | bound |\n|---|---|---|---|\n", ""));
        assertUpToDate(file, Docs.withPart(file, "library", table));
    }

    private static String argument(TemplateArgument arg) {
        boolean required = arg.defaultValue() == null && !"Selector".equals(arg.type());
        return (required ? "**`" + arg.name() + "`**" : "`" + arg.name() + "`")
                + (arg.defaultValue() == null ? "" : " (`" + arg.defaultValue() + "`)");
    }

    private static String bound(CriterionSpec criterion) {
        return "`max: " + criterion.max() + "`" + (criterion.role() == null ? "" : ", " + criterion.role());
    }

    @Test
    void optionsAreThoseOfTheCommandLine() throws IOException {
        Path operating = Docs.of("operating.md");
        assertUpToDate(operating, Docs.withPart(operating, "options", table(Options.ofOperator())));
        Path reference = Docs.of("reference.md");
        assertUpToDate(reference, Docs.withPart(reference, "demo", table(Options.ofDemo())));
        Path lint = Docs.of("lint.md");
        assertUpToDate(lint, Docs.withPart(lint, "lint", table(Options.ofLint())));
        assertUpToDate(reference, Docs.withPart(reference, "flags-lint", table(Options.ofFlagsLint())));
        Path plan = Docs.of("plan.md");
        assertUpToDate(plan, Docs.withPart(plan, "options", table(Options.ofPlan())));
        Path backtest = Docs.of("backtest.md");
        assertUpToDate(backtest, Docs.withPart(backtest, "options", table(Options.ofBacktest())));
        assertUpToDate(backtest, Docs.withPart(backtest, "explain", table(Options.ofExplain())));
    }

    private static String table(List<Options.Option> options) {
        return options.stream()
                .map(option -> "| `%s` | `%s` | %s | %s |\n"
                        .formatted(
                                option.name().replace("|", "\\|"),
                                option.variable(),
                                option.defaultValue(),
                                option.description()))
                .collect(Collectors.joining(
                        "", "| option | environment | default | what it is for |\n|---|---|---|---|\n", ""));
    }

    @Test
    void metricsAreThoseThatAreServed() throws IOException {
        Path file = Docs.of("operating.md");
        assertUpToDate(
                file, Docs.withPart(file, "metrics", MetricTable.scraped().render()));
    }

    @Test
    void examplesAreThoseOfTheirFiles() throws IOException {
        int copies = 0;
        for (Path file : Docs.all()) {
            Matcher copy = COPY.matcher(Docs.text(file));
            copies += (int) copy.results().count();
            assertUpToDate(
                    file,
                    copy.reset()
                            .replaceAll(match -> Matcher.quoteReplacement(
                                    match.group(1) + Docs.text(Path.of(match.group(2))) + match.group(4))));
        }
        assertThat(copies).as("the README has the first example").isGreaterThanOrEqualTo(2);
    }

    private static void assertUpToDate(Path file, String expected) throws IOException {
        if (WRITE) {
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("%s; hack/render-manifests brings it in step", file)
                .exists()
                .hasContent(expected);
    }
}
