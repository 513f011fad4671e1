package dev.featurerollout.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.decide.Scene;
import org.junit.jupiter.api.Test;

/** A rollout that is deleted while its feature is on for some. */
class DeletionNewsTest {
    @Test
    void inMidAttemptItIsSaidWhereTheFlagStays() {
        Scene scene = Scene.inQuarter().status("percentage: 25");

        assertThat(DeletionNews.of(scene.situation().snapshot())).hasValueSatisfying(news -> {
            assertThat(news.warning()).isTrue();
            assertThat(news.reason()).isEqualTo("DeletedInMidAttempt");
            assertThat(news.message()).contains("Plain one/a", "at 25%", "no guardrail");
        });
    }

    @Test
    void flagsThatAreRestoredAreNoNews() {
        Scene scene = Scene.inQuarter().spec("rollback: {onDelete: Restore}").status("percentage: 25");

        assertThat(DeletionNews.of(scene.situation().snapshot())).isEmpty();
    }

    @Test
    void anAttemptThatHasEndedLeavesNothingUnguardedThatWasGuarded() {
        Scene ended = Scene.with("attempt: {number: 1, outcome: Completed}\n").status("percentage: 100");

        assertThat(DeletionNews.of(ended.situation().snapshot())).isEmpty();
    }
}
