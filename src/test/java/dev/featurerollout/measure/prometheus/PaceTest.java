package dev.featurerollout.measure.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Turns for queries, with a clock that says what it is told. */
class PaceTest {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Pace pace = new Pace(4);
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos(); // nanoTime may overflow at any time

    @Test
    void aSecondsWorthMayComeAtOnceAndTheOthersQueue() {
        assertThat(turns(4)).containsOnly(Duration.ZERO);
        assertThat(turns(3)).containsExactly(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofMillis(750));
    }

    @Test
    void inTheLongRunItIsSoManyASecond() {
        turns(4);
        pass(Duration.ofMillis(250));
        assertThat(turns(1)).containsExactly(Duration.ZERO);
        assertThat(turns(1)).containsExactly(Duration.ofMillis(250));
    }

    @Test
    void whoWouldWaitTooLongTakesNoTurnFromTheOthers() {
        turns(4 + 8);
        assertThat(pace.take(now, LONGEST)).isEmpty();
        assertThat(pace.take(now, LONGEST)).isEmpty();
        pass(Duration.ofMillis(250));
        assertThat(turns(1)).containsExactly(LONGEST);
    }

    @Test
    void timeWithoutQueriesIsNotSaved() {
        turns(1);
        pass(Duration.ofMinutes(10));
        assertThat(turns(5))
                .containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMillis(250));
    }

    private List<Duration> turns(int count) {
        return Stream.generate(() -> pace.take(now, LONGEST))
                .limit(count)
                .map(Optional::orElseThrow)
                .toList();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
