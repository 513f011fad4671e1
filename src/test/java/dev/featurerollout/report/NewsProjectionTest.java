package dev.featurerollout.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each thing is told once, however often it is looked at again. */
class NewsProjectionTest {
    private static final String STAGE =
            "stage: {name: canary, index: 0, enteredAt: '2026-11-22T12:00:00Z', effectiveAt: '2026-11-22T12:02:00Z'}\n";

    private static FeatureRolloutStatus status(String reason, String yaml) {
        return Serialization.unmarshal(yaml + """

            conditions:
            - {type: Ready, status: Unknown, reason: %s, message: because}
            """.formatted(reason), FeatureRolloutStatus.class);
    }

    private static List<String> told(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        return NewsProjection.between(before, after).stream()
                .map(news -> (news.warning() ? "! " : "") + news.reason())
                .toList();
    }

    @Test
    void nothingNewIsNoNews() {
        for (String reason : List.of("Progressing", "Holding", "InvalidSpec", "RolledBack", "Completed")) {
            FeatureRolloutStatus status = status(reason, STAGE + """
                rollback: {reason: R, message: m, from: 25, outcome: Verified}
                criteria: [{name: errors, verdict: Fail}]
                history: [{at: '2026-11-22T12:00:00Z', from: a, to: b, reason: StageEntered, message: m}]
                """);
            assertThat(told(status, status)).isEmpty();
        }
    }

    @Test
    void aHoldAndItsEnd() {
        FeatureRolloutStatus progressing = status("Progressing", STAGE);
        FeatureRolloutStatus holding = status("Holding", STAGE);
        assertThat(told(progressing, holding)).containsExactly("! StageHeld");
        assertThat(told(holding, progressing)).containsExactly("StageResumed");
    }

    @Test
    void aCriterionThatBeginsToFail() {
        FeatureRolloutStatus passing = status("Progressing", "criteria: [{name: errors, verdict: Pass}]");
        FeatureRolloutStatus failing = status("Progressing", "criteria: [{name: errors, verdict: Fail}]");
        assertThat(told(passing, failing)).containsExactly("! CriterionFailing");
        assertThat(told(failing, passing)).isEmpty();
    }

    @Test
    void aRollbackFromItsBeginningToItsProof() {
        FeatureRolloutStatus before = status("Progressing", "");
        FeatureRolloutStatus begun = status("RollingBack", "rollback: {reason: R, message: m, from: 25}");
        FeatureRolloutStatus done = status("RolledBack", """
            rollback: {reason: R, message: m, from: 25, patchedAt: '2026-11-22T12:00:00Z'}
            history: [{at: '2026-11-22T12:00:00Z', from: quarter, to: 0 %, reason: RolledBack, message: m}]
            """);
        FeatureRolloutStatus verified = status("RolledBack", """
            rollback: {reason: R, message: m, from: 25, patchedAt: '2026-11-22T12:00:00Z', outcome: Verified}
            history: [{at: '2026-11-22T12:00:00Z', from: quarter, to: 0 %, reason: RolledBack, message: m}]
            """);
        assertThat(told(before, begun)).containsExactly("! RollbackStarted");
        assertThat(told(begun, done)).containsExactly("! RolledBack");
        assertThat(told(before, done)).as("in one pass").containsExactly("! RolledBack");
        assertThat(told(done, verified)).containsExactly("RollbackVerified");
    }

    @Test
    void whatIsWrongIsToldByItsName() {
        for (String reason : List.of("InvalidSpec", "FlagNotFound", "InvalidQuery", "FlagContested")) {
            assertThat(told(status("Progressing", STAGE), status(reason, STAGE)))
                    .containsExactly("! " + reason);
        }
        assertThat(told(status("Progressing", STAGE), status("Suspended", STAGE)))
                .containsExactly("Suspended");
    }

    @Test
    void theOldestTransitionsFallOutOfTheHistoryUnnoticed() {
        List<Transition> twenty = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            twenty.add(transition(i));
        }
        List<Transition> next = new ArrayList<>(twenty.subList(1, 20));
        next.add(transition(20));
        assertThat(told(withHistory(twenty), withHistory(next))).containsExactly("StageEntered");
    }

    private static Transition transition(int second) {
        return new Transition(java.time.Instant.ofEpochSecond(second), "a", "b", "StageEntered", "the flags read back");
    }

    private static FeatureRolloutStatus withHistory(List<Transition> history) {
        StatusDraft draft = StatusDraft.of(status("Progressing", STAGE));
        draft.history = history;
        return draft.finish();
    }
}
