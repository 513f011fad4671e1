package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Optional;

class FliptDistributionContractTest extends AudienceContract {
    private static final String DOCUMENT = """
        flags:
        - key: new-checkout
          name: New checkout
          enabled: true
          variants:
          - key: green
          - key: blue
            default: true
          rules:
          - segment: internal
            distributions:
            - {variant: green, rollout: 100}
          - segment: everybody
            distributions:
            - variant: green
              rollout: 5
            - variant: blue
              rollout: 95
        """;

    private static FlagTarget at(String key, String variation) {
        return Flags.of(FlagFormatName.Flipt, key, Optional.ofNullable(variation));
    }

    @Override
    FlagTarget target() {
        return at("features.yml", "green");
    }

    @Override
    boolean haveNames() {
        return true;
    }

    @Override
    List<Sample> samples() {
        return List.of(
                new Sample("behind a rule for some", target(), DOCUMENT),
                new Sample("the variant that is not the default", at("features.yml", null), DOCUMENT),
                new Sample("the last of three", at("features.json", "green"), """
                    {"flags": [{"key": "new-checkout", "enabled": true,
                      "variants": [{"key": "red"}, {"key": "blue"}, {"key": "green"}],
                      "rules": [{"segment": {"keys": ["all"]}, "distributions": [
                        {"variant": "blue", "rollout": 75},
                        {"variant": "red", "rollout": 20},
                        {"variant": "green", "rollout": 5}]}]}]}
                    """));
    }

    /** A rule needs a segment of everybody, which is not the flag's to add. */
    @Override
    List<Sample> withoutRule() {
        return List.of();
    }

    private Refused refused(String before, String after, String message) {
        String changed = DOCUMENT.replace(before, after);
        if (changed.equals(DOCUMENT)) {
            throw new IllegalArgumentException("nothing there to replace: " + before);
        }
        return new Refused(target(), changed, message);
    }

    @Override
    List<Refused> refused() {
        return List.of(
                refused("enabled: true", "enabled: false", "is not enabled, so its rules do not count"),
                refused("rollout: 95", "rollout: 90", "add up to 95, and raising one"),
                refused("rollout: 5\n", "rollout: 5.25\n", "Flipt counts tenths of a percent"),
                refused("rollout: 5\n", "weight: 5\n", "is a mapping with variant, weight. Write a number"),
                refused("variant: blue", "variant: bleu", "has no variant \"bleu\", so Flipt passes over"),
                refused("- variant: blue", "- variant: green", "\"green\" is twice in these distributions"),
                refused("- key: green", "- key: green\n    default: true", "\"green\" is the default variant"),
                refused("- key: green", "- key: verde", "has no variant \"green\" but verde, blue"),
                refused(
                        "- {variant: green, rollout: 100}",
                        "- {variant: green, rollout: 50}\n    - {variant: blue, rollout: 50}",
                        "in the distributions of more than one rule"),
                new Refused(
                        target(),
                        "flags: [{key: new-checkout, enabled: true, variants: [{key: green}, {key: blue}]}]",
                        "divides users between \"green\" and others. Add a segment that everybody matches"),
                new Refused(
                        at("features.yml", null),
                        "flags: [{key: new-checkout, enabled: true, variants: [{key: green}, {key: blue}]}]",
                        "it has green, blue. Set spec.flags[].variation"),
                new Refused(
                        target(),
                        "flags: [{key: new-checkout, enabled: true, variants: [{key: green}, {key: blue}, {key: red}],"
                                + " rules: [{segment: all, distributions: [{variant: red, rollout: 50},"
                                + " {variant: green, rollout: 5}, {variant: blue, rollout: 45}]}]}]",
                        "with \"green\" between others"));
    }

    @Override
    Refused twice() {
        return refused("enabled: true", "enabled: true\n  enabled: true", "");
    }

    @Override
    Sample large(int size) {
        StringBuilder text = new StringBuilder("flags:\n");
        for (int i = 0; text.length() < size - 1500; i++) {
            text.append(DOCUMENT.substring(7).replace("new-checkout", "flag-" + i));
        }
        return new Sample("large", target(), text + DOCUMENT.substring(7));
    }

    @Override
    int decimals() {
        return 1;
    }
}
