package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import java.util.List;

class FlagdContractTest extends AudienceContract {
    private static final FlagTarget JSON = Flags.flagd("flags.json", "on");
    private static final FlagTarget YAML = Flags.flagd("flags.yaml", "on");

    private static String json(String targeting) {
        return """
            {
              "$schema": "https://flagd.dev/schema/v0/flags.json",
              "flags": {
                "old-checkout": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
                  "targeting": {"fractional": [["on", 0], ["off", 100]]}},
                "new-checkout": {
                  "state": "ENABLED",
                  "variants": {"on": true, "off": false},
                  "defaultVariant": "off"%s
                }
              },
              "metadata": {"version": "42"}
            }
            """.formatted(targeting.replace('\'', '"'));
    }

    private static String targeting(String rule) {
        return json(",\n      'targeting': " + rule);
    }

    @Override
    FlagTarget target() {
        return JSON;
    }

    @Override
    List<Sample> samples() {
        return List.of(
                new Sample("alone", JSON, targeting("{'fractional': [['on', 5], ['off', 95]]}")),
                new Sample("last", JSON, targeting("{'fractional': [['off', 95], ['on', 5]]}")),
                new Sample(
                        "behind conditions",
                        JSON,
                        targeting("{'if': [{'in': [{'var': 'plan'}, ['beta']]}, 'on', {'var': 'staff'}, 'off',\n"
                                + "        {'fractional': [{'var': 'email'}, ['on', 5], ['off', 95]]}]}")),
                new Sample(
                        "a condition in a condition",
                        JSON,
                        targeting("{'if': [{'var': 'a'}, 'off', {'if': [{'var': 'b'}, 'on',"
                                + " {'fractional': [['on', 5], ['off', 95]]}]}]}")),
                new Sample("YAML", YAML, """
                    # 😀 our flags
                    flags:
                      new-checkout: # ours
                        state: ENABLED
                        variants:
                          on: true
                          off: false
                        defaultVariant: off   # safe
                        targeting:
                          if:
                          - in: [{var: plan}, [beta]]
                          - on
                          - fractional:
                            - [on, 5] # percent
                            - - off
                              - 95
                    """),
                new Sample("YAML, alone", YAML, """
                    flags:
                      new-checkout:
                        defaultVariant: 'off'
                        targeting:
                          fractional:
                          - ['on', 5]
                          - ['off', 95]
                        variants: {'on': true, 'off': false}
                      z: {variants: {a: 1}}
                    """));
    }

    @Override
    List<Sample> withoutRule() {
        return List.of(
                new Sample("no targeting", JSON, json("")),
                new Sample("empty", JSON, targeting("{}")),
                new Sample("null", JSON, targeting("null")),
                new Sample("no else", JSON, targeting("{'if': [{'var': 'a'}, 'on']}")),
                new Sample("off at the end", JSON, targeting("{'if': [{'var': 'a'}, 'on', 'off']}")),
                new Sample(
                        "one line",
                        JSON,
                        "{\"flags\":{\"new-checkout\":{\"variants\":{\"on\":1,\"off\":0},\"defaultVariant\":\"off\"}}}"),
                new Sample("YAML", YAML, """
                    flags:
                      new-checkout:
                        # what there is
                        variants: {on: true, off: false} # two
                        # the safe one
                        defaultVariant: off
                      z: {}
                    """),
                new Sample("the daemon's list", YAML, """
                    flags:
                    - key: new-checkout
                      variants: {on: true, off: false}
                      defaultVariant: off
                    """),
                new Sample("YAML, no else", YAML, """
                    flags:
                      new-checkout:
                        variants: {on: true, off: false}
                        defaultVariant: off
                        targeting:
                          if:
                          - var: beta
                          - on
                    """));
    }

    @Override
    List<Refused> refused() {
        return List.of(
                new Refused(
                        JSON,
                        targeting("{'fractional': [['on', 5], ['off', 95]]}").replace("ENABLED", "DISABLED"),
                        "is not ENABLED"),
                new Refused(
                        JSON, targeting("{'fractional': [['on', 2.5], ['off', 97.5]]}"), "flagd needs whole numbers"),
                new Refused(JSON, targeting("{'fractional': [['on', 0], ['off', 0]]}"), "all weights are 0"),
                new Refused(JSON, targeting("'on'"), "no fractional"),
                new Refused(JSON, "{", "not valid JSON"),
                new Refused(JSON, "{\"flags\": {}}", "there is no flag \"new-checkout\""));
    }

    @Override
    Refused twice() {
        return new Refused(JSON, "{\"flags\": {\"new-checkout\": {}, \"new-checkout\": {}}}", "");
    }

    @Override
    Sample large(int size) {
        return new Sample(
                "large",
                JSON,
                LargeDocumentTest.json().replace("[[\"on\", 15], [\"off\", 85]]", "[[\"on\", 5], [\"off\", 95]]"));
    }

    @Override
    int decimals() {
        return 4;
    }
}
