package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import java.math.BigDecimal;

/**
 * What the attempt changed is what a rollback restores, whatever the spec says by then; a rollout never reports RolledBack
 * while a flag it moved is not restored.
 *
 * <p>{@link Rule5} compares the bytes; here it is whom a flag reaches, also where a rollback leads to zero.
 */
final class Rule10 extends Witness {
    private final Originals originals = new Originals();

    @Override
    void statusWritten(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        originals.statusWritten(theatre, before, after);
        boolean rolledBack = after.attempt() != null
                && "RolledBack".equals(after.attempt().outcome())
                && !"RolledBack".equals(before.attempt().outcome());
        if (!rolledBack) {
            return;
        }
        for (FlagSetup flag : theatre.history().setup().flags()) {
            BigDecimal bottom = "Zero".equals(theatre.inForce().rollback().to()) ? BigDecimal.ZERO : originals.of(flag);
            assertThat(theatre.percentage(flag))
                    .as("%s when RolledBack is reported at %s", flag.name(), theatre.instant())
                    .hasValueSatisfying(live -> assertThat(live).isLessThanOrEqualTo(bottom));
        }
    }
}
