package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import io.getunleash.DefaultUnleash;
import io.getunleash.Unleash;
import io.getunleash.UnleashContext;
import io.getunleash.util.UnleashConfig;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class UnleashIT extends AudienceEvaluatorContract {
    @TempDir
    static Path folder;

    private static String document(String feature) {
        return """
            {"version": 2, "features": [
              {"name": "new-checkout", "type": "release", "project": "default", %s}
            ]}
            """.formatted(feature.replace('\'', '"'));
    }

    private static String rolledOut(String parameters, String more) {
        return document("'enabled': true, 'strategies': [" + more + "{'name': 'flexibleRollout', 'parameters': {"
                + parameters + "}}]");
    }

    @Override
    FlagTarget target() {
        return Flags.named(FlagFormatName.Unleash, "features.json", "new-checkout");
    }

    @Override
    String document() {
        return rolledOut("'rollout': '5', 'stickiness': 'userId', 'groupId': 'new-checkout'", "");
    }

    @Override
    Map<String, Double> otherShapes() {
        return Map.of(
                rolledOut("'rollout': '5', 'stickiness': 'default', 'groupId': 'shop'", ""), 1.0,
                rolledOut("'rollout': '5', 'stickiness': 'userId'", ""), 1.0,
                rolledOut(
                                "'rollout': '5', 'stickiness': 'userId', 'groupId': 'new-checkout'",
                                "{'name': 'userWithId', 'parameters': {'userIds': 'alice'}}, "),
                        1.0);
    }

    @Override
    String withoutRule() {
        return document("'enabled': false, 'strategies': []");
    }

    @Override
    String name() {
        return "`unleash-client-java`";
    }

    @Override
    Evaluator evaluator() {
        return new Evaluator() {
            @Override
            public BitSet on(String document, int users) {
                Unleash unleash = unleash(document);
                BitSet on = new BitSet();
                for (int i = 0; i < users; i++) {
                    on.set(
                            i,
                            unleash.isEnabled(
                                    "new-checkout",
                                    UnleashContext.builder()
                                            .userId("user-" + i)
                                            .addProperty("organisation", Evaluator.organisation(i))
                                            .build()));
                }
                unleash.shutdown();
                return on;
            }

            @Override
            public boolean onForAnonymous(String document) {
                Unleash unleash = unleash(document);
                boolean on = unleash.isEnabled(
                        "new-checkout", UnleashContext.builder().build(), true);
                unleash.shutdown();
                return on;
            }
        };
    }

    /** A client that never gets further than its bootstrap document. */
    private static Unleash unleash(String document) {
        String name = UUID.randomUUID().toString();
        return new DefaultUnleash(UnleashConfig.builder()
                .appName("shop")
                .instanceId(name)
                .unleashAPI("http://localhost:1/api")
                .disablePolling()
                .disableMetrics()
                .backupFile(folder.resolve(name).toString())
                .toggleBootstrapProvider(() -> Optional.of(document))
                .build());
    }
}
