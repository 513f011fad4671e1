package dev.featurerollout.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.decide.Scene;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Verdict;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which changes of a status are worth a write. */
class SignificanceTest {
    private static final Instant LOOK = Scene.NOON.plusSeconds(600);

    private static FeatureRolloutStatus seen(Verdict verdict, Instant at, int failures, String message) {
        Situation situation = Scene.inQuarter()
                .spec("successCriteria: [{name: errors, role: Signal, query: q, max: '0.01'}]")
                .now(LOOK)
                .saw("errors", verdict, at, failures)
                .situation();
        return StatusProjection.next(
                situation,
                new Stay(Reason.Progressing, message),
                Outcome.untouched(situation.snapshot().flags()),
                situation.now());
    }

    private static final FeatureRolloutStatus BEFORE = seen(Verdict.Pass, LOOK, 0, "errors: 0.002");

    @Test
    void theFirstIs() {
        assertThat(Significance.isWorthWriting(null, BEFORE)).isTrue();
    }

    @Test
    void theSameIsNotNorTheNextInstantToLook() {
        assertThat(Significance.isWorthWriting(BEFORE, BEFORE)).isFalse();
        assertThat(Significance.isWorthWriting(BEFORE, StatusProjection.lookingAgainAt(BEFORE, LOOK)))
                .isFalse();
    }

    @Test
    void anotherVerdictIsAtOnce() {
        assertThat(Significance.isWorthWriting(BEFORE, seen(Verdict.Fail, LOOK.plusSeconds(1), 1, "errors: 0.002")))
                .isTrue();
    }

    @Test
    void otherWordsAreAtOnceOtherNumbersAreNot() {
        assertThat(Significance.isWorthWriting(BEFORE, seen(Verdict.Pass, LOOK, 0, "errors: 0.003")))
                .isFalse();
        assertThat(Significance.isWorthWriting(BEFORE, seen(Verdict.Pass, LOOK, 0, "errors: investigate")))
                .isTrue();
    }

    @Test
    void theSameVerdictAgainIsOnceAMinute() {
        assertThat(Significance.isWorthWriting(BEFORE, seen(Verdict.Pass, LOOK.plusSeconds(59), 0, "errors: 0.003")))
                .isFalse();
        assertThat(Significance.isWorthWriting(BEFORE, seen(Verdict.Pass, LOOK.plusSeconds(60), 0, "errors: 0.003")))
                .isTrue();
    }

    @Test
    void aSignalThatGoesOnFailingIsOnceAMinute() {
        FeatureRolloutStatus failing = seen(Verdict.Fail, LOOK, 1, "failed 1 in a row");
        assertThat(Significance.isWorthWriting(
                        failing, seen(Verdict.Fail, LOOK.plusSeconds(30), 2, "failed 2 in a row")))
                .isFalse();
        assertThat(Significance.isWorthWriting(
                        failing, seen(Verdict.Fail, LOOK.plusSeconds(60), 3, "failed 3 in a row")))
                .isTrue();
    }
}
