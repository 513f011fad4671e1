package dev.featurerollout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.apply.format.document.Document;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Syntax;
import dev.featurerollout.apply.format.document.UnreadableDocument;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a text is written in YAML, each of its chars is found where it stands. */
class FieldPlacesTest {
    private static FieldPlaces places(String yaml) throws UnreadableDocument {
        return new FieldPlaces(yaml, 0, Document.parse(Syntax.YAML, yaml).root());
    }

    static List<String> styles() {
        return List.of(
                "a: {b: [x, sum(rate(a_total))]}",
                "a:\n  b:\n  - x\n  - sum(\n      rate(a_total)\n    )\n",
                "a:\n  b:\n  - x\n  - 'sum(rate(a_total{b=''c''}))'\n",
                "a:\n  b:\n  - x\n  - 'sum(\n\n    rate(a_total{b=''c''}))'\n",
                "a:\n  b:\n  - x\n  - \"sum(rate(a_total{b=\\\"c\\\",d=\\\"\\\\\\\\\\\"}))\"\n",
                "a:\n  b:\n  - x\n  - \"sum(\\\n      rate(\\n a_total\\t))\"\n",
                "a:\n  b:\n  - x\n  - |\n    sum(\n      rate(a_total)\n    )\n",
                "a:\r\n  b:\r\n  - x\r\n  - |\r\n    sum(\r\n      rate(a_total)\r\n    )\r\n",
                "a:\n  b:\n  - x\n  - |-  # a comment\n\n     # the sum\n     sum(rate(a_total{b=\"é🙂\"}))\n\nc: d\n",
                "a:\n  b:\n  - x\n  - >2\n      sum(\n    rate(a_total)\n\n\n    )\n",
                "a:\n  b:\n  - x\n  - &query !!str |\n    sum(rate(a_total))\n");
    }

    @ParameterizedTest
    @MethodSource("styles")
    void charsAreFoundWhereTheyStand(String yaml) throws UnreadableDocument {
        FieldPlaces places = places(yaml);
        Node.Mapping a = (Node.Mapping) ((Node.Mapping) places.root()).get("a").orElseThrow();
        Node.Scalar scalar =
                (Node.Scalar) ((Node.Sequence) a.get("b").orElseThrow()).items().get(1);
        String text = scalar.text().strip();

        for (int i = 0; i < text.length(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                int at = places.of("a.b[1]", i).offset();
                char there = yaml.charAt(at);
                assertThat(there == '\\' ? yaml.charAt(at + 1) : there)
                        .as("%s, char %d", text, i)
                        .isEqualTo(text.charAt(i));
            }
        }
        assertThat(places.of("a.b[1]", text.length()).offset())
                .isEqualTo(places.of("a.b[1]", text.length() - 1).offset() + 1);
    }

    @Test
    void charactersWrittenAsNumbersCountAsOne() throws UnreadableDocument {
        FieldPlaces places = places("a: \"\\x41\\u00e9\\U0000263Ax\"");

        assertThat(places.of("a", 3)).hasToString("1:25");
        assertThat(places.of("a", 1)).hasToString("1:9");
    }

    @Test
    void aFieldThatIsNotThereIsFoundAtWhatItWouldBelongTo() throws UnreadableDocument {
        FieldPlaces places = new FieldPlaces(
                "spec:\n  stages:\n  - name: a\n  - name: b\n",
                10,
                Document.parse(Syntax.YAML, "spec:\n  stages:\n  - name: a\n  - name: b\n")
                        .root());

        assertThat(places.of("spec.stages[1].name", 0)).hasToString("14:11");
        assertThat(places.of("spec.stages[1].bakeTime", 5)).hasToString("14:5");
        assertThat(places.of("spec.stages[2].bakeTime", 0)).hasToString("13:3");
        assertThat(places.of("spec.stages[].name", 0)).hasToString("13:3");
        assertThat(places.of("spec.successCriteria", 0)).hasToString("12:3");
        assertThat(places.of("", 0)).hasToString("11:1");
    }
}
