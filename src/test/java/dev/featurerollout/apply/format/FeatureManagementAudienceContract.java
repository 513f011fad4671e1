package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.Map;
import java.util.Optional;

/** Microsoft's targeting filter, judged by the libraries that have it. */
abstract class FeatureManagementAudienceContract extends AudienceEvaluatorContract {

    static String flag(String rest) {
        return "{\"feature_management\": {\"feature_flags\": [{\"id\": \"new-checkout\", " + rest + "}]}}";
    }

    static String audience(String more) {
        return flag(("'enabled': true, 'conditions': {'client_filters': [{'name': 'Microsoft.Targeting', 'parameters':"
                        + " {'Audience': {'DefaultRolloutPercentage': 5" + more + "}}}]}")
                .replace('\'', '"'));
    }

    @Override
    FlagTarget target() {
        return Flags.of(FlagFormatName.FeatureManagement, "appsettings.json", Optional.empty());
    }

    @Override
    String attribute() {
        return "Groups";
    }

    @Override
    String document() {
        return audience("");
    }

    @Override
    Map<String, Double> otherShapes() {
        return Map.of(
                audience(", 'Users': ['alice'], 'Groups': [{'Name': 'Beta', 'RolloutPercentage': 50}]"
                        + ", 'Exclusion': {'Users': ['bob'], 'Groups': []}"),
                1.0);
    }

    @Override
    String withoutRule() {
        return flag("\"enabled\": false");
    }
}
