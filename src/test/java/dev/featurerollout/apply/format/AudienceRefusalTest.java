package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where an audience cannot be given the feature, or not so that it could be taken away again exactly. */
class AudienceRefusalTest {
    private static final Audience ACME = new Audience("organisation", List.of("acme"));

    private record Case(FlagTarget target, Audience audience, String document, String message) {
        @Override
        public String toString() {
            return target.format() + ": " + message;
        }
    }

    static List<Case> cases() {
        String toml = """
            [new-checkout]
            variations = { on = true, off = false }
            [new-checkout.defaultRule]
            percentage = { on = 5, off = 95 }
            [[new-checkout.targeting]]
            query = "beta eq true"
            variation = "on"
            """;
        String microsoft = """
            {"feature_management": {"feature_flags": [{"id": "new-checkout", "enabled": true, "conditions":
              {"client_filters": [{"name": "Microsoft.Targeting", "parameters": {"Audience":
                {"Users": ["alice"], "Groups": [{"Name": "acme", "RolloutPercentage": 50}],
                 "DefaultRolloutPercentage": 5}}}]}}]}}
            """;
        return List.of(
                new Case(
                        Flags.plain("percentage", null),
                        ACME,
                        "5\n",
                        "Plain cannot give the feature to an audience. Remove the stages with an audience"),
                new Case(
                        Flags.named(FlagFormatName.Togglz, "features.properties", "NEW_CHECKOUT"),
                        ACME,
                        "NEW_CHECKOUT = true\n",
                        "Togglz cannot give the feature to an audience"),
                new Case(
                        Flags.flagd("flags.json", "on"),
                        ACME,
                        "{\"flags\": {\"new-checkout\": {\"variants\": {\"on\": 1, \"off\": 0}, \"defaultVariant\":"
                                + " \"off\"}}}",
                        "has no targeting in which others than organisation acme could be told apart"),
                new Case(of(FlagFormatName.GoFeatureFlag, "flags.toml"), ACME, toml, "Write it as a list, on one line"),
                new Case(
                        of(FlagFormatName.GoFeatureFlag, "flags.toml"),
                        new Audience("2nd organisation", List.of("acme")),
                        toml,
                        "no way to name the attribute \"2nd organisation\""),
                new Case(
                        of(FlagFormatName.FeatureManagement, "flags.json"),
                        ACME,
                        microsoft,
                        "no attribute \"organisation\". Write Users or Groups"),
                new Case(
                        of(FlagFormatName.FeatureManagement, "flags.json"),
                        new Audience("Users", List.of("bob", "alice")),
                        microsoft,
                        "\"alice\" is in this list already, and a rollback could not tell"),
                new Case(
                        of(FlagFormatName.FeatureManagement, "flags.json"),
                        new Audience("Groups", List.of("acme")),
                        microsoft,
                        "\"acme\" is in this list already"));
    }

    private static FlagTarget of(FlagFormatName format, String key) {
        return Flags.of(format, key, format == FlagFormatName.FeatureManagement ? Optional.empty() : Optional.of("on"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingIsWritten(Case refused) throws Exception {
        FlagTarget target = refused.target().with(List.of(refused.audience()));
        FlagFormat format = Formats.of(target);

        assertThat(format.admit(refused.document(), target, 0)).isEqualTo(refused.document());
        assertThatThrownBy(() -> format.admit(refused.document(), target, 1))
                .isInstanceOf(FlagProblem.class)
                .hasMessageStartingWith("shop-flags/" + target.key())
                .hasMessageContaining(refused.message());
    }
}
