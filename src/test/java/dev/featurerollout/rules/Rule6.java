package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import dev.featurerollout.model.DurationText;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An operator that was killed goes on where it was: no stage twice, no bake time restarted. */
final class Rule6 extends Chronicle {
    private final List<String> account = new ArrayList<>();

    /** Returns one line for each change of the flags, to the second. */
    List<String> account() {
        return account;
    }

    @Override
    void flagsWritten(ConfigMap before, ConfigMap after) {
        String flags = theatre.history().setup().flags().stream()
                .map(flag -> flag.name() + "="
                        + theatre.percentage(flag).map(BigDecimal::toString).orElse("?"))
                .collect(Collectors.joining(" "));
        account.add(flags);
    }

    @Override
    void statusWritten(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        super.statusWritten(before, after);
        if (after.stage() != null && isUndisturbed() && !theatre.metricsAreAway()) {
            BigDecimal percentage = Truth.confirmed(after);
            assertThat(DurationText.parse(after.stage().baked()))
                    .as("bake time up to %s", after.stage().bakedThrough())
                    .isEqualTo(baked(percentage, after.stage().bakedThrough()));
        }
    }

    @Override
    void ended() {
        theatre.status().ifPresent(status -> {
            account.add(
                    status.attempt() == null ? "-" : "ended " + status.attempt().outcome());
            List<String> entered = status.history() == null
                    ? List.of()
                    : status.history().stream()
                            .filter(transition -> transition.reason().equals("StageEntered"))
                            .map(Transition::to)
                            .toList();
            assertThat(entered).as("stages entered").doesNotHaveDuplicates();
        });
    }
}
