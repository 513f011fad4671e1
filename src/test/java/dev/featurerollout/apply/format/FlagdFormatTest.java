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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FlagdFormatTest {
    private static final FlagTarget JSON = Flags.flagd("flags.json", "on");
    private static final FlagTarget YAML = Flags.flagd("flags.yaml", "on");

    private final FlagFormat format = Formats.of(FlagFormatName.Flagd);

    /** A document with one flag whose targeting is {@code targeting}. */
    private static String json(String targeting) {
        return """
            {"flags": {
              "other": {"state": "ENABLED", "variants": {"on": 1, "off": 0}, "defaultVariant": "off",
                "targeting": {"fractional": [["on", 1], ["off", 99]]}},
              "new-checkout": {"state": "ENABLED", "variants": {"on": true, "off": false, "beta": true},
                "defaultVariant": "off",
                "targeting": %s}
            }}
            """.formatted(targeting);
    }

    @ParameterizedTest
    @CsvSource({
        "25,     '[[\"on\", 25], [\"off\", 75]]'",
        "0,      '[[\"on\", 0], [\"off\", 100]]'",
        "100,    '[[\"on\", 100], [\"off\", 0]]'",
        "0.5,    '[[\"on\", 5], [\"off\", 995]]'",
        "33.33,  '[[\"on\", 3333], [\"off\", 6667]]'",
        "0.0001, '[[\"on\", 1], [\"off\", 999999]]'",
        "5,      '[[\"on\", 5], [\"off\", 95]]'"
    })
    void twoVariationsShareAHundredOrTheNextPowerOfTen(String percentage, String rule) throws Exception {
        String document = json("{\"fractional\": [[\"on\", 5], [\"off\", 95]]}");

        assertThat(format.write(document, JSON, Percentage.parse(percentage)))
                .isEqualTo(json("{\"fractional\": " + rule + "}"));
    }

    static Stream<Arguments> raisedTo25() {
        String full = "[\"on\", 25], [\"off\", 75]";
        return Stream.of(
                arguments(
                        "the target last",
                        "{'fractional': [['off', 95], ['on', 5]]}",
                        "{'fractional': [['off', 75], ['on', 25]]}"),
                arguments(
                        "a seed",
                        "{'fractional': [{'cat': [{'var': '$flagd.flagKey'}, {'var': 'email'}]}, ['on', 5], ['off',"
                                + " 95]]}",
                        "{'fractional': [{'cat': [{'var': '$flagd.flagKey'}, {'var': 'email'}]}, ['on', 25], ['off',"
                                + " 75]]}"),
                arguments(
                        "deep in conditions",
                        "{'if': [{'in': [{'var': 'plan'}, ['beta']]}, 'on', {'if': [{'var': 'eu'}, {'fractional':"
                                + " [['on', 5], ['off', 95]]}, 'off']}]}",
                        "{'if': [{'in': [{'var': 'plan'}, ['beta']]}, 'on', {'if': [{'var': 'eu'}, {'fractional':"
                                + " [['on', 25], ['off', 75]]}, 'off']}]}"),
                arguments(
                        "the first that is true",
                        "{'or': [{'fractional': [['on', 5], ['off', 95]]}]}",
                        "{'or': [{'fractional': [['on', 25], ['off', 75]]}]}"),
                arguments(
                        "a large total",
                        "{'fractional': [['on', 50], ['off', 950]]}",
                        "{'fractional': [['on', 25], ['off', 75]]}"),
                arguments(
                        "shorthand", "{'fractional': [['on'], ['off']]}", "{'fractional': [['on', 25], ['off', 75]]}"),
                arguments(
                        "shorthand of one",
                        "{'fractional': [ [ 'on' ], ['off', 19]]}",
                        "{'fractional': [ [ 'on', 25 ], ['off', 75]]}"),
                arguments(
                        "shorthand that may stay",
                        "{'fractional': [['on'], ['off', 4]]}",
                        "{'fractional': [['on', 25], ['off', 75]]}"),
                arguments(
                        "exact already",
                        "{'fractional': [['on'], ['off', 3]]}",
                        "{'fractional': [['on'], ['off', 3]]}"),
                arguments(
                        "three, in proportion",
                        "{'fractional': [['on', 10], ['off', 60], ['beta', 30]]}",
                        "{'fractional': [['on', 25], ['off', 50], ['beta', 25]]}"),
                arguments(
                        "three, no power of ten is exact",
                        "{'fractional': [['off', 90], ['beta', 5], ['on', 5]]}",
                        "{'fractional': [['off', 54], ['beta', 3], ['on', 19]]}"),
                arguments(
                        "three, down from everybody: evenly",
                        "{'fractional': [['on', 100], ['off', 0], ['beta', 0]]}",
                        "{'fractional': [['on', 250], ['off', 375], ['beta', 375]]}"),
                arguments(
                        "others that are computed",
                        "{'fractional': [['on', 5], [{'if': [{'var': 'x'}, 'beta', 'off']}, 95]]}",
                        "{'fractional': [['on', 25], [{'if': [{'var': 'x'}, 'beta', 'off']}, 75]]}"),
                arguments(
                        "a split behind a gate",
                        "{'fractional': [['off', 90], [{'fractional': [{'cat': ['split', {'var': 'targetingKey'}]},"
                                + " ['on', 50], ['beta', 50]]}, 10]]}",
                        "{'fractional': [['off', 90], [{'fractional': [{'cat': ['split', {'var': 'targetingKey'}]},"
                                + " ['on', 25], ['beta', 75]]}, 10]]}"),
                arguments(
                        "a split that does not name it beside",
                        "{'if': [{'var': 'x'}, {'fractional': [['beta', 2.5], ['off', 1]]}, {'fractional': [['on', 5],"
                                + " ['off', 95]]}]}",
                        "{'if': [{'var': 'x'}, {'fractional': [['beta', 2.5], ['off', 1]]}, {'fractional': [['on',"
                                + " 25], ['off', 75]]}]}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("raisedTo25")
    void aRuleIsRaisedInPlaceAndComesBack(String story, String before, String after) throws Exception {
        String document = json(before.replace('\'', '"'));
        FlagFormat.Reading original = format.read(document, JSON);

        String written = format.write(document, JSON, Percentage.of(25));

        assertThat(written).isEqualTo(json(after.replace('\'', '"')));
        assertThat(format.read(written, JSON).percentage()).hasToString("25");
        assertThat(format.restore(written, JSON, original.undo())).isEqualTo(document);
        assertThat(format.write(written, JSON, Percentage.of(25))).isEqualTo(written);
    }

    @Test
    void yamlKeepsItsCommentsAndItsLayout() throws Exception {
        String before = """
            # 😀 flags of the shop
            $schema: https://flagd.dev/schema/v0/flags.json
            flags:
              new-checkout: # ours
                state: ENABLED
                variants: {on: true, off: false}
                defaultVariant: off   # safe
                targeting:
                  if:
                  - in: [{var: plan}, [beta]]
                  - on
                  - fractional:
                    - - on      # the new one
                      - 5       # percent
                    - [ off, 95 ]
            """;
        FlagFormat.Reading original = format.read(before, YAML);

        String written = format.write(before, YAML, Percentage.parse("0.5"));

        assertThat(original).isEqualTo(new FlagFormat.Reading(Percentage.of(5), Flags.values("on", "5", "off", "95")));
        assertThat(written).isEqualTo(before.replace("- 5  ", "- 5  ").replace("off, 95", "off, 995"));
        assertThat(format.restore(written, YAML, original.undo())).isEqualTo(before);
    }

    @Test
    void aWeightLeftOutInBlockStyleGetsALineOfItsOwn() throws Exception {
        String before = """
            flags:
              new-checkout:
                state: ENABLED
                variants: {on: true, off: false}
                defaultVariant: off
                targeting:
                  fractional:
                    - - on # new
                    - - off
            """;
        FlagFormat.Reading original = format.read(before, YAML);

        String written = format.write(before, YAML, Percentage.of(25));

        assertThat(original.percentage()).hasToString("50");
        assertThat(written).endsWith("""
                  fractional:
                    - - on
                      - 25 # new
                    - - off
                      - 75
            """.indent(6).replaceAll("(?m)^ {6}(?= )", ""));
        assertThat(format.restore(written, YAML, original.undo())).isEqualTo(before);
    }

    @Test
    void theDaemonsListOfFlagsIsReadToo() throws Exception {
        String before = """
            {"flags": [{"key": "a"}, {"key": "new-checkout", "variants": {"on": 1, "off": 0}, "defaultVariant": "off",
              "targeting": {"fractional": [["on", 5], ["off", 95]]}}]}\
            """;

        assertThat(format.write(before, JSON, Percentage.of(25)))
                .isEqualTo(before.replace("[\"on\", 5], [\"off\", 95]", "[\"on\", 25], [\"off\", 75]"));
    }

    private static String withEvaluator(String otherTargeting) {
        return """
            $evaluators:
              share: {fractional: [[on, 5], [off, 95]]}
              outer: {if: [{var: eu}, {$ref: share}]}
            flags:
              new-checkout: {variants: {on: 1, off: 0}, defaultVariant: off, targeting: {if: [{var: x}, {$ref: outer}]}}
              other: {variants: {on: 1, off: 0}, defaultVariant: off, targeting: %s}
            """.formatted(otherTargeting);
    }

    @Test
    void aSharedRuleThatOnlyThisFlagUsesIsRaised() throws Exception {
        String before = withEvaluator("{var: x}");

        assertThat(format.write(before, YAML, Percentage.of(25)))
                .isEqualTo(before.replace("[on, 5], [off, 95]", "[on, 25], [off, 75]"));
    }

    @ParameterizedTest
    @CsvSource({"{$ref: share}", "{$ref: outer}", "'{\"!\": [{$ref: outer}]}'"})
    void aSharedRuleThatOtherFlagsUseIsNot(String targeting) {
        assertThatThrownBy(() -> format.read(withEvaluator(targeting), YAML))
                .isInstanceOf(FlagProblem.class)
                .hasMessageContaining(
                        "flags.yaml:2:23: the flag \"new-checkout\" shares the evaluator \"share\" with other");
    }

    @Test
    void theVariantThatIsNotTheDefaultIsRolledOutUnlessAnotherIsNamed() throws Exception {
        String document = "{flags: {new-checkout: {variants: {blue: 1, green: 2}, defaultVariant: blue,"
                + " targeting: {fractional: [[blue, 95], [green, 5]]}}}}";

        assertThat(format.read(document, Flags.flagd("flags", null)).percentage())
                .hasToString("5");
        assertThat(format.read(document, Flags.flagd("flags", "green")).percentage())
                .hasToString("5");
    }

    static Stream<Arguments> refusedRules() {
        return Stream.of(
                arguments(
                        "null",
                        "has no targeting, so no share of users. Add {\"fractional\": [[\"on\", 0], [\"off\", 100]]}"),
                arguments(
                        "{'if': [true, 'on']}",
                        "no fractional in the targeting of \"new-checkout\" has an entry for \"on\""),
                arguments("{'fractional': [['beta', 5], ['off', 95]]}", "has an entry for \"on\". Add"),
                arguments("{'fractional': {'on': 5}}", "fractional takes a list"),
                arguments("{'fractional': [['on', 5], 'off']}", "is [\"variation\", weight], this is the text \"off\""),
                arguments("{'fractional': [['on', 5], ['off', 95, 1]]}", "this is a list of 3"),
                arguments("{'fractional': [['on', 5], []]}", "this is an empty list"),
                arguments(
                        "{'fractional': [['on', 2.5], ['off', 97.5]]}",
                        "the weight of \"on\" is the number 2.5, flagd needs whole numbers"),
                arguments("{'fractional': [['on', 5.0], ['off', 95]]}", "the number 5.0, flagd needs whole numbers"),
                arguments("{'fractional': [['on', 5], ['off', '95']]}", "the weight of \"off\" is the text \"95\""),
                arguments("{'fractional': [['on', -5], ['off', 95]]}", "the number -5"),
                arguments("{'fractional': [['on', null], ['off', 95]]}", "is null, flagd needs"),
                arguments(
                        "{'fractional': [['on', {'-': [{'var': '$flagd.timestamp'}, 1]}], ['off', 95]]}",
                        "is computed"),
                arguments("{'fractional': [['on', 0], ['off', 0]]}", "all weights are 0"),
                arguments("{'fractional': [['on', 1], ['off', 2147483647]]}", "add up to 2147483648"),
                arguments("{'fractional': [['on', 100]]}", "only \"on\", so it always gets everybody"),
                arguments("{'fractional': [['on', 5], ['off', 90], ['on', 5]]}", "\"on\" is twice"),
                arguments("{'fractional': [['off', 90], ['on', 5], ['beta', 5]]}", "stands between other variations"),
                arguments(
                        "{'if': [true, {'fractional': [['on', 5], ['off', 95]]}, {'fractional': [['off', 95], ['on',"
                                + " 5]]}]}",
                        "\"on\" is in more than one fractional, first in that at 6:47"),
                arguments(
                        "{'fractional': [['on', 5], [{'fractional': [['on', 5], ['off', 95]]}, 95]]}",
                        "in more than one fractional"),
                arguments(
                        "{'if': [{'==': [{'fractional': [['on', 5], ['off', 95]]}, 'on']}, 'beta', 'off']}",
                        "part of a condition"),
                arguments(
                        "{'fractional': [['off', 90], [{'fractional': [['on', 5], ['beta', 95]]}, 10]]}",
                        "makes its buckets of the same, so it does not divide the users it gets"),
                arguments(
                        "{'fractional': [{'var': 'email'}, ['off', 90], [{'fractional': [{'var':'email'}, ['on', 5],"
                                + " ['beta', 95]]}, 10]]}",
                        "lies in that at 6:33"),
                arguments("{'if': [{'$ref': 'gone'}, 'on']}", "there is no \"gone\" in $evaluators"));
    }

    @ParameterizedTest
    @MethodSource("refusedRules")
    void aRuleThatCannotBeRaisedSafelyIsRefused(String rule, String message) {
        String document = json(rule.replace('\'', '"'));

        assertThatThrownBy(() -> format.read(document, JSON))
                .isInstanceOf(FlagProblem.class)
                .hasMessageMatching("(?s)shop-flags/flags.json:[456]:\\d+: .*")
                .hasMessageContaining(message);
        assertThatThrownBy(() -> format.write(document, JSON, Percentage.of(25)))
                .isInstanceOf(FlagProblem.class);
    }

    static Stream<Arguments> refusedFlags() {
        String rule = ", targeting: {fractional: [[on, 5], [off, 95]]}}";
        return Stream.of(
                arguments(
                        "{state: DISABLED, variants: {on: 1, off: 0}, defaultVariant: off" + rule,
                        "is not ENABLED, so everybody gets the default in the code"),
                arguments(
                        "{state: ENABLED, variants: {on: 1, off: 0}, defaultVariant: on" + rule,
                        "defaultVariant is \"on\", the variant that is rolled out"),
                arguments("{state: ENABLED, variants: {on: 1, off: 0}" + rule, "has no defaultVariant"),
                arguments(
                        "{state: ENABLED, variants: {on: 1, off: 0}, defaultVariant: null" + rule,
                        "has no defaultVariant"),
                arguments(
                        "{state: ENABLED, variants: {yes: 1, no: 0}, defaultVariant: no" + rule,
                        "no variant \"on\" but yes, no"),
                arguments("{state: ENABLED, defaultVariant: off" + rule, "has no variants"));
    }

    @ParameterizedTest
    @MethodSource("refusedFlags")
    void aFlagThatWouldServeTheFeatureAtZeroIsRefused(String flag, String message) {
        assertThatThrownBy(() -> format.read("flags: {new-checkout: " + flag + "}", YAML))
                .isInstanceOf(FlagProblem.class)
                .hasMessageContaining(message);
    }

    static Stream<Arguments> loweredAllTheSame() {
        String on = "state: ENABLED, variants: {on: 1, off: 0, beta: 2}, defaultVariant: ";
        return Stream.of(
                arguments("state: DISABLED, variants: {on: 1, off: 0}, defaultVariant: off", "[[on, %s], [off, %s]]"),
                arguments(on + "on", "[[on, %s], [off, %s]]"),
                arguments(on + "off", "[[beta, 0], [on, %s], [off, %s]]"));
    }

    @ParameterizedTest
    @MethodSource("loweredAllTheSame")
    void whatIsRefusedByNowCanStillBeLowered(String flag, String rule) throws Exception {
        String document = "flags: {new-checkout: {" + flag + ", targeting: {fractional: " + rule + "}}}";

        assertThat(format.write(document.formatted(25, 75), YAML, Percentage.ZERO))
                .isEqualTo(document.formatted(0, 100));
        assertThatThrownBy(() -> format.write(document.formatted(25, 75), YAML, Percentage.of(26)))
                .isInstanceOf(FlagProblem.class);
    }

    static Stream<Arguments> refusedDocuments() {
        return Stream.of(
                arguments(
                        "flags.json",
                        "{\"a\": 1}",
                        "there are no \"flags\" at the top, as flagd documents have: this is a mapping with a."),
                arguments("flags.json", "[]", "no \"flags\" at the top"),
                arguments("flags.json", "{\"flags\": 1}", "\"flags\" is the number 1, neither"),
                arguments(
                        "flags.json",
                        "{\"flags\": {\"a\": {}, \"b\": {}}}",
                        "1:11: there is no flag \"new-checkout\": this is a mapping with a, b."),
                arguments(
                        "flags.json",
                        "{\"flags\": [{\"key\": \"new-checkout\"}, {\"key\": \"new-checkout\"}]}",
                        "here a second time"),
                arguments("flags.json", "{\"flags\": {}, \"$evaluators\": []}", "\"$evaluators\" is an empty list"),
                arguments("flags.properties", "a=1", "no \"flags\" at the top"),
                arguments(
                        "flags.yaml",
                        "flags:\n"
                            + "  a: &a {variants: {on: 1, off: 0}, defaultVariant: off, targeting: {fractional: [[on,"
                            + " 5], [off, 95]]}}\n"
                            + "  new-checkout: *a\n",
                        "2:88: this value belongs to the anchor &a"),
                arguments(
                        "flags.yaml",
                        "$evaluators: {a: {$ref: a}}\n"
                                + "flags: {new-checkout: {variants: {on: 1, off: 0}, defaultVariant: off, targeting:"
                                + " {$ref: a}}}",
                        "the evaluator \"a\" refers to itself"));
    }

    @ParameterizedTest
    @MethodSource("refusedDocuments")
    void aDocumentThatIsNotFlagdsIsRefused(String key, String document, String message) {
        assertThatThrownBy(() -> format.read(document, Flags.flagd(key, "on")))
                .isInstanceOf(FlagProblem.class)
                .hasMessageContaining(message);
    }

    @Test
    void whichVariantIsRolledOutMustBeClear() {
        assertThatThrownBy(() -> format.read(json("{}"), Flags.flagd("flags.json", null)))
                .hasMessageContaining("it has on, off, beta. Set spec.flags[].variation");
    }

    @Test
    void aShareThatTakesTooLargeATotalIsRefused() {
        String document = json("{\"fractional\": [[\"on\", 5], [\"off\", 1299709], [\"beta\", 15485863]]}");

        assertThatThrownBy(() -> format.write(document, JSON, Percentage.parse("33.3333")))
                .isInstanceOf(FlagProblem.class)
                .hasMessageContaining("Write the other weights as smaller numbers");
    }

    @Test
    void weightsComeBackToTheirVariationsInWhateverOrderTheyAre() throws Exception {
        String swapped = json("{\"fractional\": [[\"off\", 75], [\"on\", 25]]}");

        assertThat(format.restore(swapped, JSON, Flags.values("on", "5", "off", "95")))
                .isEqualTo(json("{\"fractional\": [[\"off\", 95], [\"on\", 5]]}"));
    }

    @Test
    void weightsComeBackToAFlagThatWouldBeRefused() throws Exception {
        String broken = json("{\"fractional\": [[\"on\", 2.5], [\"off\", {\"var\": \"x\"}]]}")
                .replace("ENABLED", "DISABLED");

        assertThat(format.restore(broken, JSON, Flags.values("on", "5", "off", "")))
                .isEqualTo(json("{\"fractional\": [[\"on\", 5], [\"off\"]]}").replace("ENABLED", "DISABLED"));
    }

    @ParameterizedTest
    @CsvSource({"'on,5,off,95,beta,0'", "'on,5,beta,95'", "'5,95'", "'on,5'", "'on,5,off,'' '"})
    void weightsOfOtherVariationsDoNotComeBack(String weights) {
        assertThatThrownBy(() -> format.restore(
                        json("{\"fractional\": [[\"on\", 25], [\"off\", 75]]}"),
                        JSON,
                        Flags.values(weights.split(",", -1))))
                .isInstanceOf(FlagProblem.class);
    }
}
