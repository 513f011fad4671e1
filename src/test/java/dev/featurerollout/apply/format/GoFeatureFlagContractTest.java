package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoFeatureFlagContractTest extends AudienceContract {
    private static FlagTarget at(String key, String variation) {
        return Flags.of(FlagFormatName.GoFeatureFlag, key, Optional.of(variation));
    }

    private static Sample at(String story, String key, String variation, String document) {
        return new Sample(story, at(key, variation), document);
    }

    @Override
    FlagTarget target() {
        return at("flags.yaml", "enabled");
    }

    @Override
    List<Sample> samples() {
        return List.of(
                at("one line", "flags.yaml", "enabled", """
                    other:
                      variations: {a: 1, b: 2}
                      defaultRule: {variation: a}
                    new-checkout:
                      variations: {enabled: true, disabled: false}
                      defaultRule:
                        percentage: {enabled: 5, disabled: 95}
                      metadata: {issue: PAY-12}
                    """),
                at("a line for each", "flags.yaml", "disabled", """
                    new-checkout:
                      variations:
                        enabled: false
                        disabled: true
                      bucketingKey: company.id
                      defaultRule:
                        percentage:
                          enabled: 95
                          disabled: 5
                    other:
                      variations: {a: 1, b: 2}
                      defaultRule: {variation: a}
                    """),
                at("a targeting rule", "flags.yml", "enabled", """
                    new-checkout:
                      variations: {enabled: true, disabled: false}
                      targeting:
                      - name: internal
                        query: email ew "@example.com"
                        variation: enabled
                      - name: europe
                        query: continent eq "eu"
                        percentage: {"disabled": 95.0, "enabled": 5}
                      defaultRule: {variation: disabled}
                    """),
                at("objects", "flags.json", "enabled", """
                    {
                      "new-checkout": {
                        "variations": { "enabled": true, "disabled": false },
                        "defaultRule": {
                          "percentage": {
                            "enabled": 5,
                            "disabled": 95
                          }
                        },
                        "version": "5"
                      }
                    }
                    """),
                at("tables", "flags.toml", "enabled", """
                    [new-checkout]
                    version = "5"
                    [new-checkout.variations]
                    enabled = true
                    disabled = false
                    [new-checkout.defaultRule]
                    percentage = { enabled = 5, disabled = 95 }
                    """));
    }

    @Override
    List<Sample> withoutRule() {
        return List.of(
                at("a variation", "flags.yaml", "enabled", """
                    new-checkout:
                      variations: {enabled: true, disabled: false}
                      defaultRule:
                        variation: disabled
                    other:
                      variations: {enabled: true, disabled: false}
                      defaultRule:
                        variation: disabled
                    """),
                at("a name in quotes", "flags.yaml", "on", """
                    new-checkout:
                      variations: {'on': true, 'off': false}
                      defaultRule: {name: default, variation: 'off'}
                    """),
                at("an object", "flags.json", "enabled", """
                    {"new-checkout": {"variations": {"enabled": true, "disabled": false},
                      "targeting": [{"query": "key eq \\"me\\"", "variation": "enabled"}],
                      "defaultRule": {"variation": "disabled"}}}
                    """),
                at("a table", "flags.toml", "enabled", """
                    [new-checkout]
                    variations = { enabled = true, disabled = false }
                    [new-checkout.defaultRule]
                    variation = "disabled"
                    """),
                at("dotted keys", "flags.toml", "enabled", """
                    [new-checkout]
                    variations.enabled = true
                    variations.disabled = false
                    defaultRule.variation = "disabled"
                    """));
    }

    @Override
    List<Refused> refused() {
        String two = "new-checkout:\n  variations: {enabled: true, disabled: false}\n  defaultRule: ";
        String three = "new-checkout:\n  variations: {ape: 1, fox: 2, zebra: 3}\n  defaultRule: ";
        return List.of(
                refused(two + "{percentage: {enabled: 5, disabled: 90}}", "add up to 95, and raising one would deal"),
                refused(two + "{percentage: {enabled: 5}}", "add up to 5"),
                refused(two + "{percentage: {enabled: '5', disabled: 95}}", "the text \"5\". Write a number"),
                refused(two + "{percentage: {enabled: 5.0001, disabled: 94.9999}}", "thousandths of a percent"),
                refused(two + "{percentage: {enabled: -5, disabled: 105}}", "the number -5. Write a number from 0"),
                refused(two + "{percentage: {enabled: 5, disbled: 95}}", "has no variation \"disbled\""),
                refused(two + "{percentage: {enabled: 5, disabled: 95}}\n  disable: true", "the default in the code"),
                refused(
                        two + "{percentage: {enabled: 5, disabled: 95}}\n  scheduledRollout: [{date: 2026-01-01}]",
                        "a scheduledRollout changes the flag by the time of day"),
                refused(
                        two + "{percentage: {enabled: 5, disabled: 95}}\n  experimentation: {start: 2026-01-01}",
                        "before and after an experimentation everybody gets the default in the code"),
                refused(
                        two + "{percentage: {enabled: 5, disabled: 95}, progressiveRollout: {initial: {}, end: {}}}",
                        "a progressiveRollout raises its variation by the time of day"),
                refused(
                        two + "{percentage: {enabled: 5, disabled: 95}}\n"
                                + "  targeting: [{query: a eq 1, percentage: {enabled: 5, disabled: 95}}]",
                        "in more than one rule, first in that at"),
                refused(
                        two + "{variation: disabled}",
                        "has a percentage for \"enabled\". Add to defaultRule, in place"
                                + " of its variation, percentage: {enabled: 0, disabled: 100}"),
                refused(two.replace("enabled: true", "yes: true") + "{}", "no variation \"enabled\" but yes, disabled"),
                refused("new-checkout: {defaultRule: {variation: enabled}}", "has no variations"),
                refused("other: {variations: {}}", "there is no flag \"new-checkout\": this is a mapping with other"),
                refused("new-checkout: 5", "is the number 5, not a mapping"),
                refused("- new-checkout", "has the flags by name, this is a list of 1"),
                new Refused(
                        at("flags.yaml", "fox"),
                        three + "{percentage: {ape: 5, fox: 5, zebra: 90}}",
                        "users are dealt to zebra, fox, ape in this order, with \"fox\" between others"),
                new Refused(
                        at("flags.yaml", "zebra"),
                        three + "{percentage: {ape: 47.5, fox: 47.5, zebra: 5}}",
                        "adds the decimals in any order"),
                new Refused(at("flags.toml", "enabled"), "[new-checkout]\na = 1 2\n", "not valid TOML"));
    }

    private Refused refused(String document, String message) {
        return new Refused(target(), document, message);
    }

    @Override
    Refused twice() {
        return refused("new-checkout:\n  variations: {a: 1}\nnew-checkout:\n  variations: {a: 1}\n", "twice");
    }

    @Override
    Sample large(int size) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < size - 1000; i++) {
            text.append("""
                flag-%d: # 😀
                  variations: {a: true, b: false}
                  defaultRule:
                    percentage: {a: 5, b: 95}
                """.formatted(i));
        }
        return new Sample("large", target(), text + samples().get(0).document());
    }

    @Override
    int decimals() {
        return 3;
    }

    @ParameterizedTest
    @ValueSource(strings = {"flags.json", "flags.toml"})
    void aFullConfigMapInTheOtherSyntaxesIsEditedInPlace(String key) throws Exception {
        StringBuilder text = new StringBuilder(key.endsWith("json") ? "{" : "");
        String flag = key.endsWith("json")
                ? "\"%s\": {\"variations\": {\"a\": true, \"b\": false}, \"defaultRule\": {\"percentage\": {\"a\": 5,"
                        + " \"b\": 95}}}"
                : "[%s]\nvariations = { a = true, b = false }\ndefaultRule = { percentage = { a = 5, b = 95 } }\n";
        for (int i = 0; text.length() < (1 << 20) - 1000; i++) {
            text.append(flag.formatted("flag-" + i)).append(key.endsWith("json") ? ",\n" : "");
        }
        String document = text + flag.formatted("new-checkout") + (key.endsWith("json") ? "}" : "");
        FlagFormat format = Formats.of(FlagFormatName.GoFeatureFlag);

        String written = format.write(document, at(key, "a"), Percentage.of(25));

        assertThat(format.read(written, at(key, "a")).percentage()).hasToString("25");
        assertThat(written).hasSize(document.length() + 1);
    }

    @Test
    void ofThreeVariationsTheNeighbourPays() throws Exception {
        FlagFormat format = Formats.of(FlagFormatName.GoFeatureFlag);
        FlagTarget zebra = at("flags.yaml", "zebra");
        String document = "new-checkout:\n  variations: {ape: 1, fox: 2, zebra: 3}\n"
                + "  defaultRule: {percentage: {ape: 20, fox: 75, zebra: 5}}\n";
        Undo undo = format.read(document, zebra).undo();

        String raised = format.write(document, zebra, Percentage.of(25));
        String further = format.write(raised, zebra, Percentage.of(90));

        assertThat(raised).contains("{ape: 20, fox: 55, zebra: 25}");
        assertThat(further).contains("{ape: 10, fox: 0, zebra: 90}");
        assertThat(format.write(document, at("flags.yaml", "ape"), Percentage.of(30)))
                .contains("{ape: 30, fox: 65, zebra: 5}");
        assertThat(format.collapse(further, zebra)).contains("{ape: 0, fox: 0, zebra: 100}");
        assertThat(format.restore(further, zebra, undo)).isEqualTo(document);
        assertThatThrownBy(() -> format.write(document, zebra, Percentage.parse("12.5")))
                .hasMessageContaining("Write whole numbers");
    }

    @Test
    void aDocumentOfWhichNothingIsKnownIsLintedWhateverItsSyntax() {
        FlagFormat format = Formats.of(FlagFormatName.GoFeatureFlag);
        String toml = "[a]\nvariations = {x = true, y = false}\ndisable = true\n"
                + "[a.defaultRule.percentage]\nx = 5\ny = 5\n[b]\nvariations = {x = 1, y = 2}\n"
                + "defaultRule = {progressiveRollout = {}}\n";

        assertThat(format.lint(toml, Optional.empty()))
                .extracting(trap -> trap.rule() + " " + trap.line() + ":" + trap.column() + " " + trap.fatal())
                .containsExactly(
                        "disabled 3:11 true", "sum 4:16 true", "users-without-key 4:16 false", "progressive 9:37 true");
        assertThat(format.lint("{\"a\": {\"variations\": {}, \"disable\": true}}", Optional.empty()))
                .extracting(FlagFormat.Trap::rule)
                .containsExactly("disabled");
    }
}
