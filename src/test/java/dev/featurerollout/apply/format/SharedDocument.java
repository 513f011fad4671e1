package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A document that others edit while a flag of it is rolled out. The flag is at 5 %.
 *
 * @param end the text before which a flag is appended
 * @param appended that flag
 * @param shape a text of the flag itself at 25 %
 * @param reshaped what somebody makes of it
 */
record SharedDocument(FlagTarget target, String document, String end, String appended, String shape, String reshaped) {

    /** An edit by somebody else. */
    record OthersEdit(String story, UnaryOperator<String> change) {
        @Override
        public String toString() {
            return story;
        }
    }

    /** Returns what others do to all but the flag: to another flag, to a comment, by a new flag, and all of it. */
    List<OthersEdit> othersEdits() {
        OthersEdit other = new OthersEdit("another flag", text -> text.replace("team-a", "the-team-of-the-basket"));
        OthersEdit comment = new OthersEdit(
                "a comment", text -> text.contains("# ") ? text.replace("# ", "# seen; ") : "\n\n" + text);
        OthersEdit more = new OthersEdit("a new flag", text -> text.replace(end, appended + end));
        return List.of(
                new OthersEdit("nothing", text -> text),
                other,
                comment,
                more,
                new OthersEdit(
                        "all of them",
                        text -> more.change()
                                .apply(comment.change().apply(other.change().apply(text)))));
    }

    /** Returns the document at 25 % with a flag that somebody has given another shape. */
    String reshape(String at25) {
        if (!at25.contains(shape)) {
            throw new IllegalStateException("no " + shape + " in " + at25);
        }
        return at25.replace(shape, reshaped);
    }

    @Override
    public String toString() {
        return target.format() + " " + target.key();
    }

    static List<SharedDocument> all() {
        return List.of(
                new SharedDocument(
                        Flags.flagd("flags.json", "on"),
                        """
                        {"flags": {
                          "basket": {"state": "ENABLED", "variants": {"team-a": true}, "defaultVariant": "team-a"},
                          "new-checkout": {"state": "ENABLED", "variants": {"on": true, "off": false, "old": false},
                            "defaultVariant": "off", "targeting": {"fractional": [["on", 5], ["off", 95]]}}
                        }, "metadata": {}}
                        """,
                        "\n}, \"metadata\"",
                        ",\n  \"late\": {\"state\": \"ENABLED\", \"variants\": {\"on\": true}}",
                        "[\"off\", 75]",
                        "[\"off\", 55], [\"old\", 20]"),
                new SharedDocument(
                        Flags.flagd("flags.yaml", "on"),
                        """
                        # of the shop
                        flags:
                          basket: {state: ENABLED, variants: {team-a: true}, defaultVariant: team-a}
                          new-checkout: # soon
                            state: ENABLED
                            variants: {"on": true, "off": false, old: false}
                            defaultVariant: "off"
                            targeting:
                              fractional:
                              - ["on", 5]
                              - ["off", 95]
                        metadata: {}
                        """,
                        "metadata: {}",
                        "  late: {state: ENABLED, variants: {one: true}}\n",
                        "- [\"off\", 75]",
                        "- [\"off\", 55]\n      - [old, 20]"),
                new SharedDocument(
                        Flags.named(FlagFormatName.Unleash, "features.json", "new-checkout"),
                        """
                        {"version": 2, "features": [
                          {"name": "team-a", "enabled": true, "strategies": [{"name": "default"}]},
                          {"name": "new-checkout", "enabled": true, "strategies": [
                            {"name": "flexibleRollout",
                             "parameters": {"rollout": "5", "stickiness": "userId", "groupId": "shop"}}]}
                        ]}
                        """,
                        "\n]}\n",
                        ",\n  {\"name\": \"late\", \"enabled\": false, \"strategies\": []}",
                        "\"strategies\": [\n",
                        "\"strategies\": [{\"name\": \"userWithId\", \"parameters\": {\"userIds\": \"alice\"}},\n"),
                new SharedDocument(
                        Flags.named(FlagFormatName.Togglz, "features.properties", "NEW_CHECKOUT"),
                        """
                        # of the shop
                        BASKET = team-a
                        NEW_CHECKOUT = true
                        NEW_CHECKOUT.strategy = gradual
                        NEW_CHECKOUT.param.percentage = 5
                        LAST = false
                        """,
                        "LAST = ",
                        "LATE = true\n",
                        "percentage = 25",
                        "percentage\\\n   :25"),
                new SharedDocument(
                        Flags.of(FlagFormatName.GoFeatureFlag, "flags.yaml", Optional.of("on")),
                        """
                        # of the shop
                        basket: {variations: {team-a: true}, defaultRule: {variation: team-a}}
                        new-checkout:
                          variations: {"on": true, "off": false, maybe: false}
                          defaultRule:
                            percentage: {"on": 5, "off": 95} # rising
                        last: {variations: {a: true}, defaultRule: {variation: a}}
                        """,
                        "last: {",
                        "late: {variations: {a: true}, defaultRule: {variation: a}}\n",
                        "\"off\": 75}",
                        "\"off\": 55, maybe: 20}"),
                new SharedDocument(
                        Flags.of(FlagFormatName.GoFeatureFlag, "flags.toml", Optional.of("on")),
                        """
                        # of the shop
                        [basket]
                        variations = {team-a = true}
                        defaultRule = {variation = "team-a"}
                        [new-checkout]
                        variations = {on = true, off = false, maybe = false}
                        [new-checkout.defaultRule.percentage]
                        on = 5
                        off = 95 # falling
                        [last]
                        variations = {a = true}
                        """,
                        "[last]",
                        "[late]\nvariations = {a = true}\n",
                        "off = 75",
                        "off = 55\nmaybe = 20"),
                new SharedDocument(
                        Flags.of(FlagFormatName.Flipt, "features.yml", Optional.empty()),
                        """
                        # of the shop
                        flags:
                        - {key: basket, name: team-a, enabled: false}
                        - key: new-checkout
                          type: BOOLEAN_FLAG_TYPE
                          enabled: false
                          rollouts:
                          - threshold: {percentage: 5, value: true} # rising
                        - {key: last, enabled: false}
                        """,
                        "- {key: last",
                        "- {key: late, enabled: true}\n",
                        "  rollouts:\n",
                        "  rollouts:\n  - segment: {key: european, value: false}\n"),
                new SharedDocument(
                        Flags.of(FlagFormatName.Flipt, "variants.yml", Optional.of("green")),
                        """
                        # of the shop
                        flags:
                        - {key: basket, name: team-a, enabled: false}
                        - key: new-checkout
                          enabled: true
                          variants: [{key: green}, {key: blue, default: true}, {key: red}]
                          rules:
                          - segment: all
                            distributions:
                            - {variant: green, rollout: 5}
                            - {variant: blue, rollout: 95}
                        - {key: last, enabled: false}
                        """,
                        "- {key: last",
                        "- {key: late, enabled: true}\n",
                        "{variant: blue, rollout: 75}",
                        "{variant: blue, rollout: 55}\n    - {variant: red, rollout: 20}"),
                new SharedDocument(
                        Flags.of(FlagFormatName.FeatureManagement, "appsettings.json", Optional.empty()),
                        """
                        {"feature_management": {"feature_flags": [
                          {"id": "basket", "description": "team-a", "enabled": false},
                          {"id": "new-checkout", "enabled": true, "conditions": {"client_filters": [
                            {"name": "Microsoft.Targeting", "parameters": {"Audience":
                              {"DefaultRolloutPercentage": 5}}}]}}
                        ]}}
                        """,
                        "\n]}}\n",
                        ",\n  {\"id\": \"late\", \"enabled\": false}",
                        "{\"DefaultRolloutPercentage\": 25}",
                        "{\"Users\": [\"alice\"], \"DefaultRolloutPercentage\": 25.0}"),
                new SharedDocument(
                        Flags.plain("settings.yaml", "/checkout/percentage"),
                        """
                        # of the shop
                        basket: {owner: team-a}
                        checkout:
                          percentage: 5 # of users
                        last: true
                        """,
                        "last: ",
                        "late: true\n",
                        "percentage: 25",
                        "percentage: '25'"));
    }
}
