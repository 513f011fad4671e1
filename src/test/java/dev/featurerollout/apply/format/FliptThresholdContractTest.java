package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FliptThresholdContractTest extends AudienceContract {
    private static Sample onOrOff(String story, String key, String document) {
        return new Sample(story, Flags.of(FlagFormatName.Flipt, key, Optional.empty()), document);
    }

    @Override
    FlagTarget target() {
        return Flags.of(FlagFormatName.Flipt, "features.yml", Optional.empty());
    }

    @Override
    boolean haveNames() {
        return true;
    }

    @Override
    List<Sample> samples() {
        return List.of(
                onOrOff("a threshold behind a segment", "features.yml", """
                    version: "1.4"
                    namespace: {key: default, name: Default}
                    flags:
                    - key: new-checkout
                      name: New checkout
                      type: BOOLEAN_FLAG_TYPE
                      enabled: false
                      rollouts:
                      - segment: {key: internal, value: true}
                      - description: everybody else
                        threshold:
                          percentage: 5
                          value: true
                    segments:
                    - key: internal
                      name: Internal
                      match_type: ANY_MATCH_TYPE
                    """),
                onOrOff("only a threshold", "features.yaml", """
                    flags:
                      - key: new-checkout
                        type: BOOLEAN_FLAG_TYPE
                        rollouts:
                          - threshold: {percentage: 5, value: true}
                        description: last
                    """),
                onOrOff("objects", "features.json", """
                    {
                      "flags": [
                        {
                          "key": "new-checkout",
                          "type": "BOOLEAN_FLAG_TYPE",
                          "enabled": false,
                          "rollouts": [
                            { "threshold": { "percentage": 5, "value": true } }
                          ]
                        }
                      ]
                    }
                    """));
    }

    @Override
    List<Sample> withoutRule() {
        return List.of(
                onOrOff("no rollouts", "features.yml", """
                    flags:
                    - key: new-checkout
                      name: New checkout
                      type: BOOLEAN_FLAG_TYPE
                      enabled: false
                    - key: other
                      name: Other
                      type: BOOLEAN_FLAG_TYPE
                      enabled: false
                    """),
                onOrOff("only a segment", "features.yml", """
                    flags:
                    - key: new-checkout
                      name: New checkout
                      type: BOOLEAN_FLAG_TYPE
                      enabled: false
                      rollouts:
                        - segment:
                            key: internal
                            value: true
                      description: last
                    """),
                onOrOff("no rollouts in objects", "features.json", """
                    {"flags": [{"key": "new-checkout", "type": "BOOLEAN_FLAG_TYPE", "enabled": false}]}
                    """),
                onOrOff("no rollouts, a line for each", "features.json", """
                    {
                      "flags": [
                        {
                          "key": "new-checkout",
                          "type": "BOOLEAN_FLAG_TYPE",
                          "enabled": false,
                          "rollouts": []
                        }
                      ]
                    }
                    """));
    }

    private static String flag(String rest) {
        return "flags:\n- key: new-checkout\n  type: BOOLEAN_FLAG_TYPE\n" + rest;
    }

    private Refused refused(String document, String message) {
        return new Refused(target(), document, message);
    }

    @Override
    List<Refused> refused() {
        String threshold = "  rollouts: [{threshold: {percentage: 5, value: true}}]\n";
        return List.of(
                refused(flag("  enabled: true\n" + threshold), "everybody beyond the threshold gets true, at 0 % too"),
                refused(flag(threshold.replace(", value: true", "")), "gives false, as it does without a value"),
                refused(flag(threshold.replace("true", "false")), "gives false, as it does without a value"),
                refused(flag(threshold.replace("5", "5.5")), "Flipt knows whole percentages only"),
                refused(flag(threshold.replace("5", "'5'")), "the text \"5\". Write a whole number"),
                refused(flag(threshold.replace("5", "101")), "the number 101. Write a whole number from 0 to 100"),
                refused(flag(threshold.replace("percentage: 5, ", "")), "this threshold has no percentage"),
                refused(
                        flag(threshold.replace("]", ", {threshold: {percentage: 7, value: true}}]")),
                        "has more than one threshold, first that at 4:14"),
                refused(
                        flag("  enabled: false\n"),
                        "has no threshold, so no share of users. Add to its rollouts, as the"
                                + " last one, {threshold: {percentage: 0, value: true}}"),
                refused("flags:\n- key: other\n", "there is no flag \"new-checkout\" but other"),
                refused("flags: {new-checkout: {}}", "there is no list \"flags\" at the top"),
                new Refused(
                        Flags.of(FlagFormatName.Flipt, "features.yml", Optional.of("green")),
                        flag(threshold),
                        "has no variant \"green\". Remove spec.flags[].variation"));
    }

    @Override
    Refused twice() {
        return refused("flags:\n- {key: new-checkout, type: BOOLEAN_FLAG_TYPE}\n- {key: new-checkout}\n", "");
    }

    @Override
    Sample large(int size) {
        StringBuilder text = new StringBuilder("flags:\n");
        for (int i = 0; text.length() < size - 1000; i++) {
            text.append("- key: flag-" + i + " # 😀\n  type: BOOLEAN_FLAG_TYPE\n  rollouts:\n"
                    + "  - threshold: {percentage: 5, value: true}\n");
        }
        return new Sample(
                "large",
                target(),
                text
                        + flag("  rollouts: [{threshold: {percentage: 5, value: true}}]\n")
                                .substring(7));
    }

    @Override
    int decimals() {
        return 0;
    }

    @Test
    void whoIsOnAtZeroIsSaid() {
        assertThat(Formats.of(FlagFormatName.Flipt).lint(samples().get(0).document(), Optional.empty()))
                .extracting(trap -> trap.rule() + " " + trap.line() + ":" + trap.column() + " " + trap.fatal())
                .containsExactly("segment 9:14 false");
    }
}
