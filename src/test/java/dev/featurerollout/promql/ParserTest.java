package dev.featurerollout.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tree a query is, and where things stand in it; {@link ParserIT} compares with Prometheus. */
class ParserTest {
    private static Expr read(String text) {
        assertThat(Parser.parse(text)).as(text).isInstanceOf(Parsed.Read.class);
        return ((Parsed.Read) Parser.parse(text)).expr();
    }

    /** Writes a tree with a parenthesis around each operation. */
    private static String bound(Expr expr) {
        if (expr instanceof Expr.Binary binary) {
            return "(" + bound(binary.left()) + " " + binary.operator() + " " + bound(binary.right()) + ")";
        }
        if (expr instanceof Expr.Unary unary) {
            return "(" + (unary.negative() ? "-" : "+") + bound(unary.of()) + ")";
        }
        return expr instanceof Expr.Selector selector
                ? selector.name()
                : bound(expr.children().get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "a + b * c, (a + (b * c))",
        "a * b + c, ((a * b) + c)",
        "a - b - c, ((a - b) - c)",
        "a / b % c, ((a / b) % c)",
        "a ^ b ^ c, (a ^ (b ^ c))",
        "-a ^ b, (-(a ^ b))",
        "-a * b, ((-a) * b)",
        "a * -b, (a * (-b))",
        "- - a, (-(-a))",
        "a > b + c, (a > (b + c))",
        "a or b and c, (a or (b and c))",
        "a unless b and c, ((a unless b) and c)",
        "a and b > c, (a and (b > c))",
        "a atan2 b ^ c, (a atan2 (b ^ c))",
        "a AND b, (a and b)",
        "a + -b offset 5m, (a + (-b))",
    })
    void operatorsBindAsInPrometheus(String text, String expected) {
        assertThat(bound(read(text))).isEqualTo(expected);
    }

    @Test
    void aSelectorIsReadWithAllThatBelongsToIt() {
        Expr.Selector selector = (Expr.Selector)
                read("http_requests_total{code=~\"5..\", path!='/\\'x', a=`b\\`,}[5m] offset -1h @ 12.5");

        assertThat(selector.name()).isEqualTo("http_requests_total");
        assertThat(selector.matchers())
                .extracting(Matcher::toString)
                .containsExactly("code=~\"5..\"", "path!=\"/'x\"", "a=\"b\\\"");
        assertThat(selector.range().orElseThrow().length()).hasMinutes(5);
        assertThat(selector.shift().offset().orElseThrow()).hasHours(-1);
        assertThat(selector.shift().at()).contains("12.5");
    }

    @Test
    void anAggregationIsTheSameWithItsLabelsBeforeOrBehind() {
        Expr.Aggregation before = (Expr.Aggregation) read("SUM BY (job, le) (x)");
        Expr.Aggregation behind = (Expr.Aggregation) read("sum(x) by (job, le,)");

        assertThat(before.grouping()).isEqualTo(behind.grouping());
        assertThat(behind.grouping().labels()).isEqualTo(List.of("job", "le"));
        assertThat(before.operator()).isEqualTo("sum");
        assertThat(((Expr.Aggregation) read("topk without (pod) (3, x)")).parameter())
                .hasValueSatisfying(
                        three -> assertThat(((Expr.Number) three).value()).isEqualTo(3));
    }

    @Test
    void seriesAreMatchedAsWritten() {
        Expr.Binary binary = (Expr.Binary) read("a / ignoring(code) group_left(team) b");

        assertThat(binary.matching().on()).isFalse();
        assertThat(binary.matching().labels()).contains(List.of("code"));
        assertThat(binary.matching().group()).contains("group_left");
        assertThat(binary.matching().include()).containsExactly("team");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        ".5, 0.5",
        "1., 1",
        "1e3, 1000",
        "1E-2, 0.01",
        "0x1F, 31",
        "010, 8",
        "1_000, 1000",
        "Inf, Infinity",
        "NaN, NaN",
        "5m, 300",
        "1h30m, 5400",
        "1500ms, 1.5"
    })
    void numbers(String text, Double value) {
        assertThat(((Expr.Number) read(text)).value()).isEqualTo(value);
    }

    @Test
    void keywordsAreNamesToo() {
        assertThat(((Expr.Selector) read("sum{by=\"a\"}")).name()).isEqualTo("sum");
        assertThat(((Expr.Selector) read("offset offset 5m")).name()).isEqualTo("offset");
        assertThat(((Expr.Selector) read("and")).name()).isEqualTo("and");
        assertThat(((Expr.Selector) read("a:b:rate5m")).name()).isEqualTo("a:b:rate5m");
        assertThat(((Expr.Selector) read("{\"http.requests\", \"the code\"=\"500\"}")).name())
                .isEqualTo("http.requests");
    }

    @Test
    void everythingKnowsWhereItStands() {
        String text = """
            # The share of slow requests
            sum(rate(slow_total{job="café 🙂"}[5m]))
              / sum(rate(all_total[5m]))
            """;
        Expr.Binary division = (Expr.Binary) read(text);
        Expr right = division.right();
        Expr.Selector all = right.all()
                .filter(Expr.Selector.class::isInstance)
                .map(Expr.Selector.class::cast)
                .findFirst()
                .orElseThrow();

        assertThat(Position.of(text, division.extent().start())).hasToString("2:1");
        assertThat(Position.of(text, right.extent().start())).hasToString("3:5");
        assertThat(Position.of(text, all.extent().start())).hasToString("3:14");
        assertThat(all.extent().of(text)).isEqualTo("all_total[5m]");
        assertThat(all.range().orElseThrow().extent().of(text)).isEqualTo("5m");
        assertThat(division.extent().of(text) + "\n").isEqualTo(text.substring(text.indexOf('\n') + 1));
        // A character that takes two chars is one column.
        int range = text.indexOf("[5m]");
        assertThat(Position.of(text, range)).hasToString("2:34");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sum(rate(x[5m])|15|expected \")\", found the end",
                "rate(x)|5|rate takes series over a range, and this is series: add a range, such as [$(window)]",
                "x{code=~\"5\\d\"}|10|the text knows no \\d",
                "x{code!~\"(?!5).*\"}|8|no look-around",
                "foo bar|4|expected an operator or the end, found \"bar\"",
                "rats(x[5m])|0|no function rats is known here",
                "x[5m|4|expected \"]\", found the end",
                "x == y and|10|found the end",
                "sum by job (x)|7|expected \"(\", found \"job\"",
                "{job=\"\"}|0|selects every series",
                "x[30s1m]|2|the largest first",
                "x & y|2|PromQL has no sign \"&\"",
            })
    void whatCannotBeReadIsSaidWithItsPlace(String text, int offset, String message) {
        Parsed.Unreadable unreadable = (Parsed.Unreadable) Parser.parse(text);

        assertThat(unreadable.message()).contains(message);
        assertThat(unreadable.offset()).isEqualTo(offset);
    }

    @ParameterizedTest
    @MethodSource
    void noTextHoweverLongOrDeepIsTooMuch(String text) {
        assertThat(Parser.parse(text)).isInstanceOf(Parsed.Unreadable.class);
    }

    static List<String> noTextHoweverLongOrDeepIsTooMuch() {
        return List.of(
                "(".repeat(100_000),
                "-".repeat(100_000) + "1",
                "1" + "+1".repeat(100_000),
                "2" + "^2".repeat(100_000),
                "x" + "[5m:]".repeat(100_000),
                "sum(".repeat(50_000) + "x" + ")".repeat(50_000));
    }

    @Test
    void everyBeginningOfAQueryIsReadOrRefusedWithAPlace() {
        String text =
                "sum by (le) (rate({\"a.b\",code=~\"5..\"}[5m:1m] @ end() offset -1h)) > bool on(x) group_left() 0x1f";
        for (int end = 0; end <= text.length(); end++) {
            if (Parser.parse(text.substring(0, end)) instanceof Parsed.Unreadable unreadable) {
                assertThat(unreadable.offset()).isBetween(0, end);
            }
        }
    }
}
