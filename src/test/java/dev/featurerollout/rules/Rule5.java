package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** Only what is meant changes in a flag document, and going back restores it byte for byte. */
final class Rule5 extends Witness {
    private final Map<String, String> original = new HashMap<>();
    private final Map<String, String> ownWriting = new HashMap<>();

    @Override
    void flagsWritten(ConfigMap before, ConfigMap after) {
        assertThat(after.getData().keySet()).isEqualTo(before.getData().keySet());
        assertThat(after.getMetadata().getLabels())
                .isEqualTo(before.getMetadata().getLabels());
        for (String key : after.getData().keySet()) {
            assertThat(FlagSetup.skeleton(after.getData().get(key)))
                    .as("what is not a percentage in %s at %s", key, theatre.instant())
                    .isEqualTo(FlagSetup.skeleton(before.getData().get(key)));
        }
        for (FlagSetup flag : theatre.history().setup().flags()) {
            if (flag.configMapName().equals(after.getMetadata().getName())) {
                flag.tokens(after).ifPresent(tokens -> ownWriting.put(flag.name(), tokens));
            }
        }
    }

    @Override
    void statusWritten(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        long attempt = after.attempt() == null ? 0 : after.attempt().number();
        long attemptBefore = before == null || before.attempt() == null
                ? 0
                : before.attempt().number();
        if (attempt > attemptBefore) {
            theatre.history().setup().flags().forEach(this::begins);
        }
        boolean rolledBack = after.attempt() != null
                && "RolledBack".equals(after.attempt().outcome())
                && !"RolledBack".equals(before.attempt().outcome());
        if (rolledBack && !"Zero".equals(theatre.inForce().rollback().to())) {
            theatre.history().setup().flags().forEach(this::isRestored);
        }
    }

    /** What the operator itself wrote in an attempt before is not what the flag was. */
    private void begins(FlagSetup flag) {
        String now =
                theatre.configMap(flag.configMapName()).flatMap(flag::tokens).orElseThrow();
        boolean own = now.equals(ownWriting.get(flag.name())) && original.containsKey(flag.name());
        if (!own) {
            original.put(flag.name(), now);
        }
    }

    private void isRestored(FlagSetup flag) {
        ConfigMap configMap = theatre.configMap(flag.configMapName()).orElseThrow();
        BigDecimal live = theatre.percentage(flag).orElseThrow();
        FlagSetup was = new FlagSetup(flag.number(), flag.configMap(), flag.flagd(), original.get(flag.name()));
        BigDecimal before = share(was);
        if (live.compareTo(before) >= 0) {
            assertThat(flag.tokens(configMap))
                    .as("%s restored at %s", flag.name(), theatre.instant())
                    .hasValue(original.get(flag.name()));
        }
    }

    private static BigDecimal share(FlagSetup flag) {
        ConfigMap configMap = new ConfigMap();
        configMap.setData(Map.of(flag.key(), flag.line()));
        return flag.percentage(configMap).orElseThrow();
    }
}
