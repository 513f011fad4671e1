package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;

class UnleashContractTest extends AudienceContract {
    private static final FlagTarget JSON = Flags.named(FlagFormatName.Unleash, "features.json", "new-checkout");

    private static String json(String feature) {
        return """
            {
              "version": 2,
              "features": [
                {"name": "old-checkout", "enabled": true, "strategies": [{"name": "default"}]},
                {
                  "name": "new-checkout",
                  "type": "release",
                  %s
                }
              ],
              "segments": []
            }
            """.formatted(feature.replace('\'', '"'));
    }

    private static String rolledOut(String more) {
        return json("'enabled': true,\n      'strategies': [" + more + "{'name': 'flexibleRollout', 'parameters':"
                + " {'rollout': '5', 'stickiness': 'userId', 'groupId': 'new-checkout'}}]");
    }

    @Override
    FlagTarget target() {
        return JSON;
    }

    @Override
    List<Sample> samples() {
        return List.of(
                new Sample("alone", JSON, rolledOut("")),
                new Sample(
                        "beside users by name",
                        JSON,
                        rolledOut("{'name': 'userWithId', 'parameters': {'userIds': 'alice,bob'}},\n        ")),
                new Sample(
                        "beside one with constraints",
                        JSON,
                        rolledOut(
                                "{'name': 'flexibleRollout', 'constraints': [{'contextName': 'plan', 'operator': 'IN',"
                                        + " 'values': ['beta']}], 'parameters': {'rollout': '100', 'stickiness':"
                                        + " 'userId'}},\n")),
                new Sample(
                        "constraints and segments",
                        JSON,
                        json("'strategies': [{'parameters': {'groupId': 'new-checkout', 'rollout': '5',"
                                + " 'stickiness': 'tenant'}, 'segments': [7], 'constraints': [],"
                                + " 'name': 'flexibleRollout'}], 'enabled': true")));
    }

    @Override
    List<Sample> withoutRule() {
        return List.of(
                new Sample("off, no strategies", JSON, json("'enabled': false,\n      'strategies': []")),
                new Sample("off, the list is missing", JSON, json("'enabled': false,\n      'stale': false")),
                new Sample(
                        "users by name",
                        JSON,
                        json("'enabled': true, 'strategies': [{'name': 'userWithId', 'parameters': {'userIds':"
                                + " 'a'}}]")));
    }

    @Override
    List<Refused> refused() {
        return List.of(
                new Refused(
                        JSON, rolledOut("").replace("\"enabled\": true,\n", "\"enabled\": false,\n"), "is not enabled"),
                new Refused(
                        JSON, rolledOut("{'name': 'default'}, "), "Any strategy that says yes turns the feature on"),
                new Refused(JSON, rolledOut("").replace("userId", "random"), "each call decides anew"),
                new Refused(JSON, rolledOut("").replace("\"5\"", "5"), "Put it in quotes"),
                new Refused(JSON, rolledOut("").replace("\"5\"", "\"2.5\""), "which to the SDKs is 0 %"),
                new Refused(JSON, rolledOut("").replace("\"5\"", "\" 5\""), "without spaces"),
                new Refused(JSON, rolledOut("").replace("\"5\"", "\"101\""), "from 0 to 100"),
                new Refused(JSON, rolledOut("").replace("rollout\"", "rolls\""), "without parameters.rollout"),
                new Refused(
                        JSON,
                        rolledOut("{'name': 'flexibleRollout', 'parameters': {'rollout': '9'}}, "),
                        "more than one flexibleRollout"),
                new Refused(JSON, json("'enabled': true, 'strategies': []"), "has no strategy flexibleRollout"),
                new Refused(JSON, "{\"features\": []}", "there is no feature \"new-checkout\""),
                new Refused(JSON, "{\"flags\": []}", "there is no list of \"features\""),
                new Refused(JSON, "{\"features\": [}", "not valid JSON"));
    }

    @Override
    Refused twice() {
        return new Refused(JSON, "{\"features\": [{\"name\": \"new-checkout\"}, {\"name\": \"new-checkout\"}]}", "");
    }

    @Override
    Sample large(int size) {
        StringBuilder many = new StringBuilder();
        String rule = rolledOut("");
        for (int i = 0; many.length() < size - rule.length() - 300; i++) {
            many.append("    {\"name\": \"feature-")
                    .append(i)
                    .append("\", \"enabled\": true, \"strategies\": [{\"name\": \"flexibleRollout\", \"parameters\":")
                    .append(" {\"rollout\": \"50\", \"stickiness\": \"default\"}}]},\n");
        }
        return new Sample("large", JSON, rule.replaceFirst("\"features\": \\[\n", "\"features\": [\n" + many));
    }

    @Override
    int decimals() {
        return 0;
    }
}
