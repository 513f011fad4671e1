package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainFormatTest {
    private final FlagFormat format = Formats.of(FlagFormatName.Plain);

    static Stream<Arguments> raisedFrom5To12AndAHalf() {
        return Stream.of(
                // the whole value
                arguments("percentage", null, "5", "12.5"),
                arguments("percentage", null, "5\n", "12.5\n"),
                arguments("percentage", null, " \t5.0\r\n\n", " \t12.5\r\n\n"),
                arguments("new.json", null, "5", "12.5"),
                // JSON
                arguments(
                        "a.json",
                        "/checkout/percentage",
                        "{\"checkout\":{\"percentage\":5}}",
                        "{\"checkout\":{\"percentage\":12.5}}"),
                arguments("a.json", "/a~1b/1", "{\"a/b\" : [0, \"5\"]}\n", "{\"a/b\" : [0, \"12.5\"]}\n"),
                arguments("flags", "/p", "{\"p\": 5}", "{\"p\": 12.5}"),
                // YAML
                arguments("a.yaml", "/feature/p", "feature:\n  p: 5 # in %\n", "feature:\n  p: 12.5 # in %\n"),
                arguments("a.yml", "/p", "# 😀\r\nname: 😀\r\np: '5'\r\n", "# 😀\r\nname: 😀\r\np: '12.5'\r\n"),
                arguments("a.yaml", "/p", "p: &p 5\n", "p: &p 12.5\n"),
                arguments("a.yaml", "/p", "p: \"5\"", "p: \"12.5\""),
                arguments("flags", "/p", "p: 5", "p: 12.5"),
                // properties
                arguments("a.properties", "new.p", "# new.p=1\nnew.p = 5\nold.p=7", "# new.p=1\nnew.p = 12.5\nold.p=7"),
                arguments("a.properties", "new.p", "new.p: 5  \r\n", "new.p: 12.5  \r\n"),
                arguments("a.properties", "new.p", "new.p \\\n   5", "new.p \\\n   12.5"),
                arguments("a.properties", "new p", "new\\ p 5\n", "new\\ p 12.5\n"),
                arguments(".env", "NEW", "NEW=\"5\"\n", "NEW=\"12.5\"\n"),
                arguments("shop.env", "NEW", "NEW=5\n", "NEW=12.5\n"),
                arguments("flags", "new.p", "new.p=5\n", "new.p=12.5\n"));
    }

    @ParameterizedTest
    @MethodSource("raisedFrom5To12AndAHalf")
    void onlyTheNumberChangesAndComesBack(String key, String path, String before, String after) throws Exception {
        FlagTarget target = Flags.plain(key, path);
        FlagFormat.Reading original = format.read(before, target);

        String written = format.write(before, target, Percentage.parse("12.5"));

        assertThat(original.percentage()).hasToString("5");
        assertThat(written).isEqualTo(after);
        assertThat(format.read(written, target).percentage()).hasToString("12.5");
        assertThat(format.restore(written, target, original.undo())).isEqualTo(before);
    }

    @Test
    void aNumberThatSaysItAlreadyStaysAsItIs() throws Exception {
        assertThat(format.write("5.00", Flags.plain("p", null), Percentage.of(5)))
                .isEqualTo("5.00");
    }

    static Stream<Arguments> problems() {
        return Stream.of(
                arguments("p", null, "", "shop-flags/p:1:1: this is empty, no percentage. Put a number from 0 to 100"),
                arguments("p", null, "5%", "1:1: this is the text \"5%\", no percentage"),
                arguments(
                        "p",
                        null,
                        "\n 101",
                        "2:2: this is the number 101, no percentage: 101 is not between 0 and 100"),
                arguments("p", null, "-1", "the number -1"),
                arguments("p", null, "0.00001", "more than 4 decimals"),
                arguments("p", null, "5 6", "the text \"5 6\""),
                arguments("p", null, "010", "the text \"010\""),
                arguments("a.json", "/p", "{\"p\": true}", "a.json:1:7: this is true, no percentage"),
                arguments("a.json", "/p", "{\"p\": {\"q\": 1}}", "1:7: this is a mapping with q, no percentage"),
                arguments("a.json", "/p", "{\"p\": \"much\"}", "the text \"much\""),
                arguments("a.json", "/p", "{\"p\": 1e1}", "the number 1e1"),
                arguments(
                        "a.json",
                        "/p/q",
                        "{\n \"p\": {\"r\": 1}}",
                        "2:7: there is nothing at /p/q: /p is a mapping with r."),
                arguments("a.json", "/q", "{\"p\": 1}", "nothing at /q: the document is a mapping with p"),
                arguments("a.json", "/p~2", "{}", "not a JSON Pointer"),
                arguments(
                        "a.json", "p.q", "{}", "does not begin with a slash. Write it as a JSON Pointer, such as /p/q"),
                arguments("a.json", "/p", "{\"p\": 5", "not valid JSON"),
                arguments("a.yaml", "/p", "p: 5\np: 6\n", "a.yaml:2:1: the key \"p\" is here a second time"),
                arguments("a.yaml", "/p", "p: 5\n---\np: 6\n", "a.yaml:2:1: a second YAML document"),
                arguments("a.yaml", "/p", "p:\nq: 1\n", "this is empty"),
                arguments("a.yaml", "/p", "p: 010\n", "the text \"010\""),
                arguments("a.yaml", "/p", "p: |\n  5\n", "no percentage"),
                arguments("a.yaml", "/p", "a: &x 5\np: *x\n", "a.yaml:1:7: this value belongs to the anchor &x"),
                arguments("a.properties", "/p", "p=5", "no path /p. Give the property's name"),
                arguments("a.properties", "q", "p=5", "no property q. Correct spec.flags[].path or add the line q=0"),
                arguments("a.properties", "p", "p=5\np=6", "2:1: the key \"p\" is here a second time, first at 1:1"),
                arguments("a.properties", "p", "p=\"5\"", "no percentage"),
                arguments("a.env", "P", "P=5 # five", "the text \"5 # five\""));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void whatIsNoPercentageSaysWhatWhereAndHowToMendIt(String key, String path, String document, String message) {
        FlagTarget target = Flags.plain(key, path);

        assertThatThrownBy(() -> format.read(document, target))
                .isInstanceOf(FlagProblem.class)
                .hasMessageStartingWith("shop-flags/" + key + ":")
                .hasMessageContaining(message);
        assertThatThrownBy(() -> format.write(document, target, Percentage.of(5)))
                .isInstanceOf(FlagProblem.class);
    }

    @Test
    void anotherValueThanANumberIsReplacedByTheFormerOne() throws Exception {
        FlagTarget target = Flags.plain("a.json", "/p");

        assertThat(format.restore("{\"p\": true, \"new\": 1}", target, Flags.values("value", "\"5\"")))
                .isEqualTo("{\"p\": \"5\", \"new\": 1}");
    }

    @Test
    void aFormerValueThatFitsNoMoreIsRefused() {
        FlagTarget target = Flags.plain("a.yaml", "/p");

        assertThatThrownBy(() -> format.restore("p: {q: 1}", target, Flags.values("value", "5")))
                .isInstanceOf(FlagProblem.class)
                .hasMessageContaining("a mapping with q");
        assertThatThrownBy(() -> format.restore("p:\nq: 1", target, Flags.values("value", "5")))
                .isInstanceOf(FlagProblem.class);
        assertThatThrownBy(() -> format.restore("p: 5", target, Flags.values("on", "5", "off", "6")))
                .isInstanceOf(FlagProblem.class)
                .hasMessageContaining("the recorded values are not one number");
    }
}
