package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private final Retries retries = new Retries();

    private List<Duration> waits(String uid, boolean rollback, int count) {
        return Stream.generate(() -> retries.after(uid, rollback)).limit(count).toList();
    }

    @Test
    void eachWaitIsTwiceTheLastUpToABound() {
        List<Duration> waits = waits("a", false, 40);
        assertThat(waits).startsWith(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(waits).isSorted().endsWith(Duration.ofMinutes(2));
    }

    @Test
    void aRollbackIsNeverLongInWaiting() {
        assertThat(waits("a", true, 40)).startsWith(Duration.ofMillis(500)).endsWith(Duration.ofSeconds(15));
    }

    @Test
    void successAndOtherRolloutsBeginAgain() {
        waits("a", false, 10);
        assertThat(retries.after("b", false)).isEqualTo(Duration.ofMillis(500));
        retries.forget("a");
        assertThat(retries.after("a", false)).isEqualTo(Duration.ofMillis(500));
    }
}
