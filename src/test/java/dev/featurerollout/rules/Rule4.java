package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who lowers a flag is respected, who raises it is not. */
final class Rule4 extends Chronicle {
    private final List<History.Act> byHand = new ArrayList<>();
    private final Map<String, Instant> raisedSince = new HashMap<>();

    @Override
    void acted(History.Act act) {
        super.acted(act);
        if (act.kind() == ActKind.SET_FLAG) {
            byHand.add(act);
        }
    }

    @Override
    void flagsWritten(ConfigMap before, ConfigMap after) {
        FeatureRolloutStatus status = theatre.status().orElseThrow();
        if (status.stage() == null || isReleasedBySuspend()) {
            return;
        }
        for (FlagSetup flag : theatre.history().setup().flags()) {
            boolean here = flag.configMapName().equals(after.getMetadata().getName());
            Optional<BigDecimal> from = here ? flag.percentage(before) : Optional.empty();
            from.filter(was -> was.compareTo(Truth.confirmed(status, flag).orElseThrow()) < 0)
                    .ifPresent(was -> assertThat(flag.percentage(after).orElseThrow())
                            .as("%s, lowered by hand, at %s", flag.name(), theatre.instant())
                            .isLessThanOrEqualTo(was));
        }
    }

    @Override
    void passEnded() {
        super.passEnded();
        FeatureRolloutStatus status = theatre.status().orElse(null);
        boolean readable = theatre.history().setup().flags().stream()
                .allMatch(flag -> theatre.percentage(flag).isPresent());
        if (status == null || status.attempt() == null || theatre.faults().struck() || !readable) {
            return;
        }
        boolean down = "RolledBack".equals(status.attempt().outcome())
                && theatre.inForce().revision().equals(status.attempt().revision());
        if (!Truth.isActive(status) && !down) {
            return;
        }
        boolean contested = condition(status, "Ready").reason().equals("FlagContested");
        if (contested) {
            assertThat(byHand).as("contested at %s", theatre.instant()).hasSizeGreaterThan(3);
        }
        for (FlagSetup flag : theatre.history().setup().flags()) {
            BigDecimal live = theatre.percentage(flag).orElseThrow();
            BigDecimal confirmed = Truth.confirmed(status, flag).orElseThrow();
            boolean raised = live.compareTo(confirmed) > 0 && !contested && !movedByTheRollout(status, live);
            if (!raised) {
                raisedSince.remove(flag.name());
            } else if (Duration.between(
                                    raisedSince.computeIfAbsent(flag.name(), name -> theatre.instant()),
                                    theatre.instant())
                            .toMillis()
                    > 10) {
                throw new AssertionError(flag.name() + " stays raised at " + live + " at " + theatre.instant());
            }
            if (live.compareTo(confirmed) < 0 && Truth.isActive(status) && status.rollback() == null) {
                assertThat(condition(status, "FlagsInSync").status())
                        .as("FlagsInSync with %s lowered at %s", flag.name(), theatre.instant())
                        .isEqualTo("False");
            }
        }
    }

    /** Whether a move that could not be finished explains the value. */
    private static boolean movedByTheRollout(FeatureRolloutStatus status, BigDecimal live) {
        return status.target() != null
                && new BigDecimal(status.target().percentage()).compareTo(live) == 0
                && !status.target().percentage().equals(Truth.confirmed(status).toPlainString());
    }

    private static Condition condition(FeatureRolloutStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
