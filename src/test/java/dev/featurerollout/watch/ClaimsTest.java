package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.plan.Claim;
import dev.featurerollout.plan.Templates;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two rollouts want the same: the older one has it, and the younger is told what is in its way. */
class ClaimsTest {
    private static final String BASE = "from: {name: shop-flags-base, key: flags.json}, ";

    private static FeatureRollout rollout(String name, int second, String flag, String from) {
        return Serialization.unmarshal("""
            apiVersion: featurerollout.dev/v1alpha1
            kind: FeatureRollout
            metadata: {name: %1$s, namespace: shop, uid: %1$s, creationTimestamp: "2026-11-22T10:00:0%2$dZ"}
            spec:
              flags:
              - {name: a, configMapRef: {name: shop-flags, key: flags.json}, %4$sformat: Flagd, flag: %3$s}
              stages: [{name: all, percentage: 100, bakeTime: 1h}]
              allowUnguarded: true
            """.formatted(name, second, flag, from), FeatureRollout.class);
    }

    private static List<Claim> against(FeatureRollout younger, FeatureRollout older) {
        assertThat(Claims.strongerThan(older, List.of(older, younger), Templates.NONE))
                .isEmpty();
        return Claims.strongerThan(younger, List.of(older, younger), Templates.NONE).stream()
                .toList();
    }

    @Test
    void oneFlagIsTheOlders() {
        assertThat(against(rollout("younger", 2, "x", ""), rollout("older", 1, "x", "")))
                .containsExactly(new Claim("older", Claim.What.Flag));
    }

    private static FeatureRollout ended(FeatureRollout rollout, String finishedAt) {
        rollout.setStatus(Serialization.unmarshal(
                "attempt: {number: 1, revision: '', startedAt: '2026-11-22T10:00:00Z', finishedAt: '" + finishedAt
                        + "', outcome: Completed}",
                FeatureRolloutStatus.class));
        return rollout;
    }

    @Test
    void anOlderOneThatHasEndedLeavesItsFlagToAYoungerOne() {
        FeatureRollout older = ended(rollout("older", 1, "x", ""), "2026-11-22T11:00:00Z");
        assertThat(against(older, rollout("younger", 2, "x", "")))
                .containsExactly(new Claim("younger", Claim.What.Flag));
    }

    @Test
    void ofTwoThatHaveEndedTheLaterOneMayStillLookAfterItsFlag() {
        FeatureRollout older = ended(rollout("older", 1, "x", ""), "2026-11-22T11:00:00Z");
        FeatureRollout younger = ended(rollout("younger", 2, "x", ""), "2026-11-22T12:00:00Z");
        assertThat(against(older, younger)).containsExactly(new Claim("younger", Claim.What.Flag));
    }

    @Test
    void anotherRevisionOfTheOlderIsStillToBegin() {
        FeatureRollout older = ended(rollout("older", 1, "x", ""), "2026-11-22T11:00:00Z");
        older.setSpec(Serialization.unmarshal(
                Serialization.asYaml(older.getSpec()) + "revision: next", FeatureRolloutSpec.class));
        assertThat(against(rollout("younger", 2, "x", ""), older)).containsExactly(new Claim("older", Claim.What.Flag));
    }

    @Test
    void twoFlagsOfOneDocumentAreNoMatter() {
        assertThat(against(rollout("younger", 2, "x", BASE), rollout("older", 1, "y", BASE)))
                .isEmpty();
    }

    @Test
    void aDocumentHasOneSourceWhichTheOlderNames() {
        String other = BASE.replace("shop", "mail");
        for (String from : List.of("", other)) {
            List<Claim> claims = against(rollout("younger", 2, "x", from), rollout("older", 1, "y", BASE));
            assertThat(claims).containsExactly(new Claim("older", Claim.What.Base));
            assertThat(claims.get(0))
                    .hasToString("FeatureRollout older names another from for one of these documents, or none, and a"
                            + " document has one source: name the same from in both");
        }
        assertThat(against(rollout("younger", 2, "x", BASE), rollout("older", 1, "y", "")))
                .hasSize(1);
    }
}
