package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureManagementContractTest extends AudienceContract {
    private static Sample at(String story, String key, String variation, String document) {
        return new Sample(
                story, Flags.of(FlagFormatName.FeatureManagement, key, Optional.ofNullable(variation)), document);
    }

    /** By name, which is all that it knows. */
    @Override
    List<Audience> audiences() {
        return List.of(
                new Audience("Groups", List.of("staff")),
                new Audience("Users", List.of("carol", "dave")),
                new Audience("Groups", List.of("acme", "globex")));
    }

    @Override
    FlagTarget target() {
        return Flags.of(FlagFormatName.FeatureManagement, "appsettings.json", Optional.empty());
    }

    private static Sample everybody(String story, String key, String text) {
        return at(story, key, null, text);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                everybody("an audience", "appsettings.json", """
                    {
                      "feature_management": {
                        "feature_flags": [
                          {
                            "id": "new-checkout",
                            "enabled": true,
                            "conditions": {
                              "client_filters": [
                                {
                                  "name": "Microsoft.Targeting",
                                  "parameters": { "Audience": { "DefaultRolloutPercentage": 5 } }
                                }
                              ]
                            }
                          }
                        ]
                      }
                    }
                    """),
                everybody("an audience with more to it", "appsettings.json", """
                    {"feature_management": {"feature_flags": [
                      {"id": "new-checkout", "enabled": true, "conditions": {"requirement_type": "All", "client_filters": [
                        {"name": "Microsoft.TimeWindow", "parameters": {"Start": "Wed, 01 Jan 2025 00:00:00 GMT"}},
                        {"name": "Microsoft.Targeting", "parameters": {"Audience": {
                          "Users": ["alice"], "Groups": [{"Name": "Beta", "RolloutPercentage": 50}],
                          "DefaultRolloutPercentage": 5.0, "Exclusion": {"Users": [], "Groups": ["Blocked"]}}}}]}}
                    ]}}
                    """),
                at("a group", "appsettings.json", "Beta", """
                    {"feature_management": {"feature_flags": [
                      {"id": "new-checkout", "enabled": true, "conditions": {"client_filters": [
                        {"name": "Microsoft.Targeting", "parameters": {"Audience": {
                          "Groups": [{"Name": "Alpha", "RolloutPercentage": 100}, {"Name": "Beta", "RolloutPercentage": 5}],
                          "DefaultRolloutPercentage": 0}}}]}}
                    ]}}
                    """),
                at("percentiles", "appsettings.json", "Big", """
                    {"feature_management": {"feature_flags": [
                      {"id": "new-checkout", "enabled": true,
                       "variants": [{"name": "Big"}, {"name": "Small"}],
                       "allocation": {
                         "percentile": [
                           {"variant": "Big", "from": 0, "to": 5},
                           {"variant": "Small", "from": 5, "to": 100}
                         ],
                         "default_when_enabled": "Small", "default_when_disabled": "Small", "seed": "5"
                       }}
                    ]}}
                    """),
                everybody("Spring's application.yaml", "application.yaml", """
                    feature-management:
                      feature-flags:
                      - id: new-checkout
                        enabled: true
                        conditions:
                          client_filters:
                          - name: Microsoft.Targeting
                            parameters:
                              Audience:
                                DefaultRolloutPercentage: 5
                    """),
                everybody(".NET's older schema", "appsettings.json", """
                    {
                      "FeatureManagement": {
                        "Other": false,
                        "new-checkout": {
                          "EnabledFor": [
                            { "Name": "Microsoft.Targeting", "Parameters": { "Audience": { "DefaultRolloutPercentage": 5 } } }
                          ]
                        }
                      }
                    }
                    """));
    }

    @Override
    List<Sample> withoutRule() {
        return List.of(
                everybody("a flag that is off", "appsettings.json", """
                    {
                      "feature_management": {
                        "feature_flags": [
                          {
                            "id": "new-checkout",
                            "enabled": false,
                            "description": "ours"
                          }
                        ]
                      }
                    }
                    """),
                everybody("a flag that is off, with empty conditions", "appsettings.json", """
                    {"feature_management": {"feature_flags": [
                      {"id": "new-checkout", "enabled": false, "conditions": {"client_filters": []}}]}}
                    """),
                everybody("a flag that is off", "application.yaml", """
                    feature_management:
                      feature_flags:
                      - id: new-checkout
                        enabled: false
                      - id: other
                        enabled: false
                    """),
                everybody(".NET's older schema", "appsettings.json", """
                    {"FeatureManagement": {"Other": false, "new-checkout": false}}
                    """),
                at("a variant without a percentile", "appsettings.json", "Big", """
                    {"feature_management": {"feature_flags": [
                      {"id": "new-checkout", "enabled": true, "variants": [{"name": "Big"}, {"name": "Small"}],
                       "allocation": {"default_when_enabled": "Small"}}]}}
                    """));
    }

    private static String flag(String rest) {
        return "feature_management: {feature_flags: [{id: new-checkout, " + rest + "}]}";
    }

    private static String filters(String more) {
        return flag("enabled: true, conditions: {client_filters: [{name: Microsoft.Targeting, parameters: {Audience:"
                + " {DefaultRolloutPercentage: 5, Groups: [{Name: Beta, RolloutPercentage: 5}]}}}" + more + "]}");
    }

    private static String variants(String allocation) {
        return flag("enabled: true, variants: [{name: Big}, {name: Small}], allocation: {" + allocation + "}");
    }

    private static Refused refused(String document, String message) {
        return refused(null, document, message);
    }

    private static Refused refused(String variation, String document, String message) {
        return new Refused(
                Flags.of(FlagFormatName.FeatureManagement, "flags.yaml", Optional.ofNullable(variation)),
                document,
                message);
    }

    @Override
    List<Refused> refused() {
        String small = "default_when_enabled: Small";
        return List.of(
                refused(filters(", {name: Microsoft.Percentage, parameters: {Value: 5}}"), "draws lots at every call"),
                refused(filters(", {name: AlwaysOn}"), "the filter AlwaysOn lets through has the feature at every"),
                refused(filters(", {name: Targeting}"), "has more than one Microsoft.Targeting filter, first that at"),
                refused(filters("").replace("enabled: true", "enabled: false"), "is not enabled, so nobody has it"),
                refused(filters("").replace("enabled: true", "enabled: 'true'"), "has \"enabled\" in quotes"),
                refused(filters("").replace("Percentage: 5,", "Percentage: '5',"), "the text \"5\", no percentage"),
                refused(filters("").replace("DefaultRollout", "Rollout"), "has no DefaultRolloutPercentage"),
                refused("Beta", filters(""), "users of the group \"Beta\" have the feature by this percentage, too"),
                refused("Gamma", filters(""), "\"Gamma\" is neither a variant nor a group of the flag"),
                refused(
                        flag("enabled: true, conditions: {client_filters: [{name: Microsoft.Percentage}]}"),
                        "Microsoft.Percentage draws lots at every call"),
                refused(
                        flag("enabled: false"),
                        "has no Microsoft.Targeting filter, so no share of users. Enable it with"
                                + " the filter {name: Microsoft.Targeting"),
                refused(
                        "Big",
                        variants("percentile: [{variant: Big, from: 5, to: 10}], " + small),
                        "does not begin at 0"),
                refused("Big", variants("percentile: [{variant: Big, from: 0, to: 5}]"), "get no variant but what"),
                refused(
                        "Big",
                        variants("percentile: [{variant: Big, from: 0, to: 5}], default_when_enabled: Big"),
                        "default_when_enabled is \"Big\""),
                refused(
                        "Big",
                        variants("percentile: [{variant: Big, from: 0, to: 5}], default_when_disabled: Big, " + small),
                        "default_when_disabled is \"Big\""),
                refused(
                        "Big",
                        variants("percentile: [{variant: Small, from: 0, to: 100}, {variant: Big, from: 0, to: 5}], "
                                + small),
                        "overlaps one before it, which wins"),
                refused(
                        "Big",
                        variants("percentile: [{variant: Big, from: 5, to: 0}], " + small),
                        "begins after its end"),
                refused("Big", variants(small), "no percentile is allocated to \"Big\". Add to allocation.percentile"),
                refused("feature_management: {feature_flags: []}", "there is no flag \"new-checkout\" but"),
                refused("flags: []", "there are neither feature_flags in \"feature_management\" nor"));
    }

    @Override
    Refused twice() {
        return refused("FeatureManagement:\n  new-checkout: true\n  new-checkout: false\n", "");
    }

    @Override
    Sample large(int size) {
        String document = samples().get(0).document();
        StringBuilder text = new StringBuilder("{\"feature_management\": {\"feature_flags\": [\n");
        String flag = document.substring(document.indexOf("      {"), document.lastIndexOf("      }") + 7);
        for (int i = 0; text.length() < size - 1000; i++) {
            text.append(flag.replace("new-checkout", "flag-" + i)).append(",\n");
        }
        return new Sample("large", target(), text.append(flag).append("]}}").toString());
    }

    @Override
    int decimals() {
        return 4;
    }

    @Test
    void aPercentileThatGrowsPushesTheNextOnes() throws Exception {
        FlagFormat format = Formats.of(FlagFormatName.FeatureManagement);
        FlagTarget big = Flags.of(FlagFormatName.FeatureManagement, "flags.yaml", Optional.of("Big"));
        String document = variants("percentile: [{variant: Mid, from: 5, to: 20}, {variant: Big, from: 0, to: 5}],"
                + " default_when_enabled: Small");
        Undo undo = format.read(document, big).undo();

        String raised = format.write(document, big, Percentage.of(25));

        assertThat(format.write(document, big, Percentage.of(10)))
                .contains("[{variant: Mid, from: 10, to: 20}, {variant: Big, from: 0, to: 10}]");
        assertThat(raised).contains("[{variant: Mid, from: 25, to: 25}, {variant: Big, from: 0, to: 25}]");
        assertThat(format.restore(raised, big, undo)).isEqualTo(document);
        assertThat(format.restore(format.collapse(raised, big), big, undo)).isEqualTo(document);
    }

    @Test
    void whatStaysOfOtherFiltersAndExclusionsWhenItIsOnForEverybody() throws Exception {
        FlagFormat format = Formats.of(FlagFormatName.FeatureManagement);
        Sample excluding = samples().get(1);

        assertThat(format.collapse(excluding.document(), excluding.target()))
                .isEqualTo(format.write(excluding.document(), excluding.target(), Percentage.HUNDRED));
    }

    @Test
    void whoIsOnAtZeroIsSaidAndWhatDrawsLotsIsFound() {
        FlagFormat format = Formats.of(FlagFormatName.FeatureManagement);

        assertThat(format.lint(samples().get(1).document(), Optional.empty()))
                .extracting(trap -> trap.rule() + " " + trap.line() + " " + trap.fatal())
                .containsExactly("users 5 false", "group 5 false");
        assertThat(format.lint("FeatureManagement: {a: {EnabledFor: [{Name: Percentage}]}}", Optional.empty()))
                .extracting(FlagFormat.Trap::rule)
                .containsExactly("not-sticky");
    }
}
