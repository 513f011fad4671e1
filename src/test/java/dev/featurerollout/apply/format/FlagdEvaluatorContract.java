package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** flagd's documents, before either generation of its evaluators. */
abstract class FlagdEvaluatorContract extends AudienceEvaluatorContract {
    static final FlagTarget TARGET = Flags.flagd("flags.json", "on");

    static String document(String targeting) {
        return """
            {
              "$evaluators": {"share": {"fractional": [["on", 5], ["off", 95]]}},
              "flags": {"new-checkout": {
                "state": "ENABLED",
                "variants": {"on": true, "off": false, "old": false},
                "defaultVariant": "off"%s
              }}
            }
            """.formatted(targeting.isEmpty() ? "" : ",\n    \"targeting\": " + targeting.replace('\'', '"'));
    }

    @Override
    FlagTarget target() {
        return TARGET;
    }

    @Override
    String document() {
        // The others have only two variants to go back to.
        return document("{'fractional': [['on', 5], ['off', 95]]}").replace(", \"old\": false", "");
    }

    @Override
    Map<String, Double> otherShapes() {
        Map<String, Double> shapes = new LinkedHashMap<>();
        shapes.put(document("{'fractional': [['off', 95], ['on', 5]]}"), 1.0);
        shapes.put(document("{'fractional': [['on'], ['off']]}"), 1.0);
        shapes.put(document("{'fractional': [['on', 10], ['off', 60], ['old', 30]]}"), 1.0);
        shapes.put(document("{'$ref': 'share'}"), 1.0);
        shapes.put(
                document("{'if': [{'==': [{'var': 'plan'}, 'beta']}, 'on', {'fractional': [{'cat': [{'var':"
                        + " '$flagd.flagKey'}, {'var': 'targetingKey'}]}, ['on', 5], ['off', 95]]}]}"),
                1.0);
        // Behind a gate that lets a tenth through, by a hash of its own.
        shapes.put(
                document("{'fractional': [['off', 90], [{'fractional': [{'cat': ['split', {'var': 'targetingKey'}]},"
                        + " ['on', 50], ['old', 50]]}, 10]]}"),
                0.1);
        return shapes;
    }

    @Test
    void conditionsAreWeighedAsFlagdDoesForUsersOfWhomOnlyTheKeyIsKnown() throws Exception {
        String on = "{'fractional': [['on', 30], ['off', 70]]}";
        for (String targeting : List.of(
                "{'if': [{'in': [{'var': 'plan'}, ['internal', 'beta']]}, 'on', " + on + "]}",
                "{'if': [{'!': [{'in': [{'var': 'plan'}, ['internal']]}]}, " + on + ", 'off']}",
                "{'if': [{'==': [{'var': 'plan'}, 'gold']}, " + on + ", 'off']}",
                "{'if': [{'starts_with': [{'var': 'targetingKey'}, 'user-1']}, " + on + "]}",
                "{'if': [{'and': [{'ends_with': [{'var': 'targetingKey'}, '7']}, {'!': {'var': 'banned'}}]}, " + on
                        + ", 'off']}",
                "{'if': [{'or': [{'sem_ver': [{'var': 'version'}, '>=', '1.2.0']},"
                        + " {'in': ['9', {'var': 'targetingKey'}]}]}, " + on + ", null]}",
                "{'if': [{'===': [{'var': ['plan', 'free']}, 'free']}, " + on + ", 'off']}",
                "{'if': [{'some': [{'var': 'roles'}, {'==': [{'var': ''}, 'admin']}]}, 'off', " + on + "]}",
                "{'fractional': [['off', 90], [{'fractional': [{'cat': ['split', {'var': 'targetingKey'}]},"
                        + " ['on', 50], ['old', 50]]}, 10]]}")) {
            assertForetold(document(targeting));
        }
    }

    @Override
    String withoutRule() {
        return document("");
    }
}
