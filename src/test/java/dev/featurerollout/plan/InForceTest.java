package dev.featurerollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.model.FlagTarget;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** Which spec counts while it is edited. */
class InForceTest {
    private static final String FLAGS = "flags: [{name: a, configMapRef: {name: one, key: a}, format: Plain}]\n";
    private static final String OTHER_FLAGS = FLAGS.replace("one", "two");
    private static final String STAGES =
            """
            revision: first
            allowUnguarded: true
            stages: [{name: canary, percentage: 5, bakeTime: 1m}, {name: all, percentage: 100, bakeTime: 1m}]
            """;

    private static InForce edited(String spec, String outcome) {
        FeatureRolloutStatus status = Serialization.unmarshal(
                """
                attempt: {number: 1, revision: first, startedAt: "2026-11-22T11:00:00Z"%s}
                stage: {name: canary, index: 0, enteredAt: "2026-11-22T12:00:00Z", effectiveAt: "2026-11-22T12:01:00Z"}
                flags: [{name: a, place: "Plain one/a#", percentage: 5, original: {percentage: 0, tokens: ["0"]}}]
                accepted:
                  generation: 1
                  spec:
                """
                                .formatted(outcome)
                        + (FLAGS + STAGES).indent(4),
                FeatureRolloutStatus.class);
        return InForce.of("shop", "new-checkout", Serialization.unmarshal(spec, FeatureRolloutSpec.class), status);
    }

    private static void isRefused(InForce inForce, String path) {
        assertThat(inForce.problems()).extracting(Problem::path).containsExactly(path);
        assertThat(inForce.plan().orElseThrow().flags())
                .extracting(FlagTarget::configMap)
                .containsExactly("one");
    }

    @Test
    void otherFlagsAreRefusedUntilTheAttemptEndsAlsoWithANewRevision() {
        isRefused(edited(OTHER_FLAGS + STAGES, ""), "spec.flags");
        isRefused(edited(OTHER_FLAGS + STAGES.replace("first", "next"), ""), "spec.flags");
        assertThat(edited(OTHER_FLAGS + STAGES, ", outcome: RolledBack").isValid())
                .isTrue();
    }

    @Test
    void whatStopsARolloutIsHeardInAWrongSpecToo() {
        InForce wrong = edited(FLAGS + STAGES + "holdAt: nowhere\nsuspend: true\nrollback: {requested: true}", "");
        isRefused(wrong, "spec.holdAt");
        assertThat(wrong.plan().orElseThrow().suspended()).isTrue();
        assertThat(wrong.plan().orElseThrow().rollback().requested()).isTrue();
    }

    @Test
    void stagesThatAllBeginAboveWhatWasReachedAreRefused() {
        isRefused(edited(FLAGS + STAGES.replace("5,", "7,"), ""), "spec.stages");
        assertThat(edited(FLAGS + STAGES.replace("5,", "3,"), "").isValid()).isTrue();
        assertThat(edited(FLAGS + STAGES.replace("5,", "7,").replace("first", "next"), "")
                        .isValid())
                .isTrue();
    }
}
