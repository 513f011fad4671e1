package dev.featurerollout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Documents as people have them, in {@code src/test/resources/flags-lint}. */
class FlagsLintCommandTest {
    private static final Path DOCUMENTS = Path.of("src/test/resources/flags-lint");

    /** One line of the table. */
    record Row(String file, String format, String traps) {
        static Row of(String line) {
            String[] cells = line.split("\\|", -1);
            return new Row(cells[0].strip(), cells[1].strip(), cells[2].strip());
        }

        boolean isGood() {
            return file.startsWith("good/");
        }

        @Override
        public String toString() {
            return file;
        }
    }

    /** What a call of the command gave. */
    record Result(int exit, String out, String err) {}

    private static Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new FlagsCommand())
                .setDefaultValueProvider(new EnvironmentDefaults(Map.of()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(Stream.of("lint"), Stream.of(args)).toArray(String[]::new));
        return new Result(exit, out.toString(), err.toString());
    }

    private static String document(String name) {
        return DOCUMENTS.resolve(name).toString();
    }

    static List<Row> rows() throws IOException {
        return Files.readAllLines(DOCUMENTS.resolve("table.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Row::of)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachTrapOfADocumentIsFoundWhereItIs(Row row) throws IOException {
        Result result = run(document(row.file()), "-o", "json");

        JsonNode finding = new ObjectMapper().readTree(result.out()).path(0);
        assertThat(finding.path("format").asText()).isEqualTo(row.format());
        assertThat(traps(finding)).isEqualTo(row.traps());
        assertThat(result.exit()).isEqualTo(row.isGood() ? 0 : 1);
        finding.path("traps")
                .forEach(trap -> assertThat(trap.path("message").asText()).hasSizeBetween(20, 400));
    }

    private static String traps(JsonNode finding) {
        List<String> traps = new ArrayList<>();
        for (JsonNode trap : finding.path("traps")) {
            String text = trap.path("rule").asText() + "@" + trap.path("line").asInt() + ":"
                    + trap.path("column").asInt();
            traps.add(trap.path("fatal").asBoolean() ? text : "(" + text + ")");
        }
        return String.join(" ", traps);
    }

    @Test
    void theTableHasEveryDocument() throws IOException {
        try (Stream<Path> files = Files.walk(DOCUMENTS)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> DOCUMENTS.relativize(file).toString())
                            .filter(file -> !file.equals("table.txt"))
                            .collect(Collectors.toSet()))
                    .isEqualTo(rows().stream().map(Row::file).collect(Collectors.toSet()));
        }
    }

    @Test
    void itSaysWhatItTookADocumentFor() {
        Result result = run(document("good/flagd.json"), document("bad/togglz.properties"));

        assertThat(result.out())
                .startsWith(document("good/flagd.json")
                        + ": taken for Flagd, as it has a mapping of \"flags\" at the top (--format says otherwise)\n"
                        + document("good/flagd.json") + ": nothing wrong\n")
                .contains("bad/togglz.properties:7:33: error: the feature NEW_CHECKOUT has the number 2.5 for"
                        + " percentage.")
                .endsWith(": 4 errors, 0 warnings\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void aFlagThatIsToBeRolledOutNeedsARule() {
        Result without = run(document("good/flagd.json"), "--flag", "banner-colour");
        Result with = run(document("good/flagd.json"), "--flag", "new-checkout", "--variation", "on");

        assertThat(without.out()).contains("has no targeting, so no share of users. Add");
        assertThat(without.exit()).isEqualTo(1);
        assertThat(with.exit()).isZero();
    }

    @Test
    void withMoreThanTwoVariationsItMattersWhichIsRolledOut() {
        Result between = run(document("bad/flagd-order.json"), "--flag", "layout", "--variation", "new");
        Result last = run(document("bad/flagd-order.json"), "--flag", "layout", "--variation", "newest");

        assertThat(between.out()).contains("error: \"new\" stands between other variations");
        assertThat(last.out()).contains("warning: with each step the users of the other 2 variations change places");
        assertThat(last.exit()).isZero();
        assertThat(run(document("bad/flagd-order.json"), "--flag", "layout").out())
                .contains("is not clear: it has old, new, newest");
    }

    @Test
    void aNumberOfOnesOwnIsCheckedByItsPath(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("app.yaml"), "checkout:\n  percentage: 105\n");

        Result result = run(file.toString(), "--format", "Plain", "--flag", "/checkout/percentage");

        assertThat(result.out()).contains("app.yaml:2:15: error: this is the number 105");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void whatItCannotTellIsAskedFor(@TempDir Path folder) throws IOException {
        Path unclear = Files.writeString(folder.resolve("app.yaml"), "checkout: {percentage: 5}\n");
        Path manifest = Files.writeString(folder.resolve("cm.yaml"), "kind: ConfigMap\ndata: {a: '{}'}\n");

        Result result = run(
                unclear.toString(),
                manifest.toString(),
                folder.resolve("none.json").toString());

        assertThat(result.err())
                .contains("app.yaml: its format is not clear: it is a mapping with checkout. Give it with --format")
                .contains("cm.yaml: the format of a is not clear: it is an empty mapping")
                .contains("none.json: there is no such file");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(run("--variation", "on", unclear.toString()).exit()).isEqualTo(2);
        assertThat(run().exit()).isEqualTo(2);
    }
}
