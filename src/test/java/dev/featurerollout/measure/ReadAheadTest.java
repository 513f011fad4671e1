package dev.featurerollout.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.TimelineMetrics.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract through the read-ahead, and what it spares the source. */
class ReadAheadTest extends MetricSourceContract {
    private static final Instant OUTAGE = Instant.parse("2026-02-01T00:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Duration EVERY = Duration.ofHours(1);

    private Instant now = OUTAGE.minusSeconds(1);
    private final TimelineMetrics metrics = new TimelineMetrics(() -> now).unavailable(OUTAGE, OUTAGE.plusSeconds(60));
    private final MetricSource ahead =
            new ReadAhead(metrics, List.of(STEP, EVERY), START.minus(Duration.ofDays(1)), END);

    @BeforeEach
    void theWorld() {
        metrics.series(STEPS).from(START, 1).from(RISE, 2.5).from(END);
        metrics.series(PODS).from(START, new Sample(Map.of("pod", "a"), 3), new Sample(Map.of("pod", "b"), 4));
        metrics.series(SCALAR).from(Instant.MIN, Double.NaN).from(START, 2).from(RISE, 3.5);
        metrics.series(INFINITE).from(START, Double.POSITIVE_INFINITY).from(END);
        metrics.series(MINUS_INFINITE).from(START, Double.NEGATIVE_INFINITY);
        metrics.series(NOT_A_NUMBER).from(START, Double.NaN);
        metrics.series(BROKEN).refused("parse error: unclosed left parenthesis");
        metrics.series(TEXT).refused("not a number");
    }

    @Override
    protected MetricSource source() {
        return ahead;
    }

    @Override
    protected void goDown() {
        now = OUTAGE;
    }

    @Override
    protected void comeBack() {
        now = OUTAGE.plusSeconds(60);
    }

    @Test
    void aDayOfLooksIsAHandfulOfQueries() {
        Instant first = END.minus(Duration.ofHours(24)).plusMillis(7);
        for (Instant at = first; !at.isAfter(END); at = at.plus(STEP)) {
            assertThat(ahead.at(STEPS, at)).isEqualTo(alone(at));
        }
        // One by itself, then 2,880 instants in stretches of 500.
        assertThat(metrics.asked()).hasSizeBetween(6, 8);
        assertThat(metrics.asked()).allMatch(question -> !question.last().isAfter(END));
    }

    @Test
    void rehearsalsThatBeginEveryHourShareWhatTheyAsk() {
        for (int start = 0; start < 20; start++) {
            Instant begin = END.minus(Duration.ofHours(20)).plus(EVERY.multipliedBy(start));
            ahead.at(STEPS, begin.plus(STEP));
            ahead.at(PODS, begin.plus(STEP.multipliedBy(9)));
        }
        assertThat(metrics.asked())
                .as("of each the first start by itself, then all")
                .hasSize(4);
    }

    @Test
    void anInstantIsAskedOnce() {
        ahead.at(STEPS, RISE);
        ahead.at(STEPS, RISE);
        assertThat(metrics.asked()).containsExactly(new Question(STEPS, RISE, RISE));
    }

    @Test
    void theFutureIsNotKept() {
        ahead.at(STEPS, END.plusMillis(1));
        ahead.at(STEPS, END.plusMillis(1));
        assertThat(metrics.asked()).hasSize(2);
    }

    @Test
    void anOutageIsNotRemembered() {
        ahead.at(STEPS, START);
        goDown();
        assertThat(ahead.at(STEPS, START.plus(STEP))).isInstanceOf(Unavailable.class);
        comeBack();
        assertThat(ahead.at(STEPS, START.plus(STEP))).isEqualTo(one(1));
    }

    @Test
    void anyWalkGetsWhatItWouldHaveGotAlone() {
        Random random = new Random(5);
        for (int walk = 0; walk < 200; walk++) {
            Instant at = START.plusSeconds(random.nextInt(1200) - 600);
            Duration step = random.nextBoolean() ? STEP : Duration.ofSeconds(1 + random.nextInt(60));
            for (int look = 0; look < 20; look++, at = at.plus(step)) {
                Answer alone = alone(at);
                assertThat(ahead.at(STEPS, at)).as("at %s", at).isEqualTo(alone);
            }
        }
    }

    /** The same world, asked by itself. */
    private static Answer alone(Instant at) {
        TimelineMetrics copy = new TimelineMetrics();
        copy.series(STEPS).from(START, 1).from(RISE, 2.5).from(END);
        return copy.at(STEPS, at);
    }
}
