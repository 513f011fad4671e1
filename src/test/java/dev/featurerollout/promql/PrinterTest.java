package dev.featurerollout.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is printed is read again as the same tree; {@code ConfinedQueryIT} compares with Prometheus. */
class PrinterTest {

    static Stream<String> expressions() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/promql/expressions.txt")).stream()
                .filter(line -> line.startsWith("+") || line.startsWith("3"))
                .map(line -> line.substring(2).replace("\\n", "\n"));
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void whatIsPrintedIsPrintedTheSameWhenItIsRead(String text) {
        String printed = Printer.print(read(text));
        assertThat(Printer.print(read(printed))).isEqualTo(printed);
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void everySelectorIsConfined(String text) {
        ConfinedQuery confined = ConfinedQuery.of(text, Map.of("tenant", "shop"));
        if (confined instanceof ConfinedQuery.Confined(String query)) {
            assertThat(read(query).all().filter(Expr.Selector.class::isInstance).map(Expr.Selector.class::cast))
                    .allSatisfy(selector -> assertThat(selector.matchers("tenant"))
                            .extracting(Matcher::toString)
                            .containsExactly("tenant=\"shop\""));
        } else {
            assertThat(text).contains("info");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "rate(x{a='b'}[5m] offset -1m @ start()) | rate({__name__=\"x\",a=\"b\"}[300s] @ start() offset -60s)",
                "a + b * -c | {__name__=\"a\"} + ({__name__=\"b\"} * (-{__name__=\"c\"}))",
                "a > bool on(x) group_left b | {__name__=\"a\"} > bool on (x) group_left () {__name__=\"b\"}",
                "sum without (pod) (a) | sum without (pod) ({__name__=\"a\"})",
                "topk(3, a) by (b) | topk by (b) (3,{__name__=\"a\"})",
                "{a=`q\"\\`} | {a=\"q\\\"\\\\\"}",
                "sum_over_time((a)[1h:500ms]) | sum_over_time(({__name__=\"a\"})[3600s:500ms])",
                "0x1F + 1.5e-3 + Inf | (31 + 0.0015) + Inf"
            })
    void oneForm(String text, String printed) {
        assertThat(Printer.print(read(text))).isEqualTo(printed);
    }

    private static Expr read(String text) {
        assertThat(Parser.parse(text)).as(text).isInstanceOf(Parsed.Read.class);
        return ((Parsed.Read) Parser.parse(text)).expr();
    }
}
