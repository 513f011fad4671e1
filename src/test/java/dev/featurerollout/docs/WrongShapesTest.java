package dev.featurerollout.docs;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.PlanCompiler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What docs/formats.md says that wrong documents get is what they get, word for word; hack/measure-formats writes it. */
class WrongShapesTest {
    /**
     * A document that is refused.
     *
     * @param what is wrong with it, in words
     * @param percentage what is asked for
     */
    private record Wrong(
            FlagFormatName format, String key, String variation, String what, String document, String percentage) {

        Wrong(FlagFormatName format, String key, String variation, String what, String document) {
            this(format, key, variation, what, document, "10");
        }

        /** Returns the row, with the message that the status has. */
        String row() {
            boolean plain = format == FlagFormatName.Plain;
            FlagTarget target = new FlagTarget(
                    "checkout",
                    "shop-flags",
                    key,
                    format,
                    plain ? Optional.empty() : Optional.of("new-checkout"),
                    Optional.of(variation).filter(name -> !name.isEmpty()),
                    plain ? Optional.of("/percentage") : Optional.empty());
            try {
                Formats.of(format).read(document.replace('\'', '"'), target);
                Formats.of(format).write(document.replace('\'', '"'), target, Percentage.parse(percentage));
            } catch (FlagProblem problem) {
                return WrongShapesTest.row(format.name(), what, problem.getMessage());
            }
            throw new AssertionError(format + " takes " + what);
        }
    }

    private static final List<Wrong> WRONG = List.of(
            new Wrong(FlagFormatName.Flagd, "flags.json", "on", "half a document", "{'flags': {'new-checkout'"),
            new Wrong(
                    FlagFormatName.Flagd,
                    "flags.json",
                    "on",
                    "the key twice",
                    "{'flags': {'new-checkout': {},\n 'new-checkout': {}}}"),
            new Wrong(FlagFormatName.Flagd, "flags.json", "on", "another format", "{'features': []}"),
            new Wrong(FlagFormatName.Flagd, "flags.json", "on", "another flag", "{'flags': {'old-checkout': {}}}"),
            new Wrong(
                    FlagFormatName.Flagd,
                    "flags.json",
                    "on",
                    "a weight with decimals",
                    flagd("'ENABLED'", "[['on', 2.5], ['off', 97.5]]")),
            new Wrong(
                    FlagFormatName.Flagd,
                    "flags.json",
                    "on",
                    "a disabled flag",
                    flagd("'DISABLED'", "[['on', 5], ['off', 95]]")),
            new Wrong(
                    FlagFormatName.Unleash,
                    "features.json",
                    "",
                    "a number that is no text",
                    unleash("{'rollout': 5, 'stickiness': 'userId'}")),
            new Wrong(
                    FlagFormatName.Unleash,
                    "features.json",
                    "",
                    "a new lot at each call",
                    unleash("{'rollout': '5', 'stickiness': 'random'}")),
            new Wrong(
                    FlagFormatName.Unleash,
                    "features.json",
                    "",
                    "half a percent",
                    unleash("{'rollout': '5', 'stickiness': 'userId', 'groupId': 'shop'}"),
                    "0.5"),
            new Wrong(FlagFormatName.Togglz, "features.properties", "", "no strategy", "new-checkout = true\n"),
            new Wrong(
                    FlagFormatName.Togglz,
                    "features.properties",
                    "",
                    "decimals",
                    "new-checkout = true\nnew-checkout.strategy = gradual\nnew-checkout.param.percentage = 2.5\n"),
            new Wrong(
                    FlagFormatName.GoFeatureFlag,
                    "flags.yaml",
                    "on",
                    "percentages that are not 100 in all",
                    go("percentage: {on: 5, off: 90}")),
            new Wrong(
                    FlagFormatName.GoFeatureFlag,
                    "flags.yaml",
                    "on",
                    "a rollout of its own",
                    go("progressiveRollout: {initial: {variation: off, percentage: 0}, end: {variation: on}}")),
            new Wrong(
                    FlagFormatName.Flipt,
                    "features.yml",
                    "",
                    "no rollout",
                    "flags:\n- {key: new-checkout, type: BOOLEAN_FLAG_TYPE, enabled: false}\n"),
            new Wrong(
                    FlagFormatName.Flipt,
                    "features.yml",
                    "",
                    "on beyond the threshold",
                    "flags:\n- key: new-checkout\n  type: BOOLEAN_FLAG_TYPE\n  enabled: true\n  rollouts:\n"
                            + "  - threshold: {percentage: 5, value: true}\n"),
            new Wrong(
                    FlagFormatName.FeatureManagement,
                    "appsettings.json",
                    "",
                    "a new lot at each call",
                    "{'feature_management': {'feature_flags': [{'id': 'new-checkout', 'enabled': true, 'conditions':"
                        + " {'client_filters': [{'name': 'Microsoft.Percentage', 'parameters': {'Value': 5}}]}}]}}"),
            new Wrong(FlagFormatName.Plain, "settings.yaml", "", "no such value", "share: 5\n"),
            new Wrong(FlagFormatName.Plain, "settings.yaml", "", "no number", "percentage: five\n"));

    private static String flagd(String state, String fractional) {
        return "{'flags': {'new-checkout': {'state': " + state + ", 'variants': {'on': true, 'off': false},\n"
                + " 'defaultVariant': 'off', 'targeting': {'fractional': " + fractional + "}}}}";
    }

    private static String unleash(String parameters) {
        return "{'version': 2, 'features': [{'name': 'new-checkout', 'enabled': true, 'strategies':\n"
                + " [{'name': 'flexibleRollout', 'parameters': " + parameters + "}]}]}";
    }

    private static String go(String rule) {
        return "new-checkout:\n  variations: {on: true, off: false}\n  defaultRule:\n    " + rule + "\n";
    }

    @Test
    void theMessagesAreThoseOfTheCode() throws IOException {
        List<String> rows = new ArrayList<>(List.of(unknownFormat()));
        WRONG.forEach(wrong -> rows.add(wrong.row()));
        Docs.assertPart(
                Docs.of("formats.md"),
                "wrong-shapes",
                "| format | the document has | message |\n|---|---|---|\n" + String.join("", rows));
    }

    private static String unknownFormat() {
        FeatureRollout rollout = Serialization.unmarshal("""
            apiVersion: featurerollout.dev/v1alpha1
            kind: FeatureRollout
            metadata: {name: new-checkout, namespace: shop}
            spec:
              allowUnguarded: true
              flags:
              - {name: checkout, configMapRef: {name: shop-flags, key: flags.json}, format: Hoist, flag: a}
              stages: [{name: all, percentage: 100, bakeTime: 1h}]
            """, FeatureRollout.class);
        Compiled compiled = PlanCompiler.compile("shop", "new-checkout", rollout.getSpec());
        return row("Hoist", "a format that there is not", ((Compiled.Invalid) compiled).message());
    }

    private static String row(String format, String what, String message) {
        return "| %s | %s | %s |\n".formatted(format, what, message.replace("|", "\\|"));
    }
}
