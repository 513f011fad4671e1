package dev.featurerollout.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.TimelineMetrics.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Equal questions are asked once, and whoever asks cannot tell. */
class CoalescingTest extends MetricSourceContract {
    private static final Instant OUTAGE = Instant.parse("2026-02-01T00:00:00Z");

    private Instant now = OUTAGE.minusSeconds(1);
    private long nanos;
    private final TimelineMetrics metrics = TimelineMetricsTest.contractWorld(() -> now, OUTAGE);
    private final Coalescing source = new Coalescing(metrics, () -> nanos);

    @Override
    protected MetricSource source() {
        return source;
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
    void whoAsksTheSameAMomentLaterGetsTheSameAnswer() {
        assertThat(source.at(STEPS, RISE)).isEqualTo(one(2.5));
        pass(Duration.ofMillis(1999));
        assertThat(source.at(STEPS, RISE)).isEqualTo(one(2.5));
        assertThat(metrics.asked()).containsExactly(new Question(STEPS, RISE, RISE));
        pass(Duration.ofMillis(1));
        source.at(STEPS, RISE);
        assertThat(metrics.asked()).hasSize(2);
    }

    @Test
    void anotherInstantAnotherQueryAndARangeAreOtherQuestions() {
        source.at(STEPS, RISE);
        source.at(STEPS, RISE.plusMillis(1));
        source.at(PODS, RISE);
        source.over(STEPS, RISE, RISE, Duration.ofSeconds(1));
        source.over(STEPS, RISE, RISE, Duration.ofSeconds(2));
        source.over(STEPS, RISE, RISE, Duration.ofSeconds(2));
        assertThat(metrics.asked()).hasSize(5);
    }

    @Test
    void anOutageIsNotRemembered() {
        goDown();
        assertThat(source.at(STEPS, RISE)).isInstanceOf(Unavailable.class);
        comeBack();
        assertThat(source.at(STEPS, RISE)).isEqualTo(one(2.5));
    }

    @Test
    void aRefusalIsAnAnswerLikeAnyOther() {
        source.at(BROKEN, RISE);
        source.at(BROKEN, RISE);
        assertThat(metrics.asked()).hasSize(1);
    }

    @Test
    void fiftyRolloutsThatAskAtOnceAskOnce() throws Exception {
        int rollouts = 50;
        AtomicInteger queries = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        MetricSource slow = new Slow(queries, asked, answered);
        Coalescing coalescing = new Coalescing(slow, () -> nanos);
        ExecutorService threads = Executors.newFixedThreadPool(rollouts);
        try {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < rollouts; i++) {
                answers.add(CompletableFuture.supplyAsync(() -> coalescing.at(STEPS, RISE), threads));
            }
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            answered.countDown();
            for (CompletableFuture<Answer> answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(one(1));
            }
            assertThat(queries).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Says when it is asked, and answers when it is told to. */
    private record Slow(AtomicInteger queries, CountDownLatch asked, CountDownLatch answered) implements MetricSource {
        @Override
        public Answer at(String query, Instant time) {
            queries.incrementAndGet();
            asked.countDown();
            try {
                answered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return one(1);
        }

        @Override
        public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void whatIsKeptIsBounded() {
        for (int i = 0; i < 2000; i++) {
            source.at(STEPS, RISE.plusMillis(i));
        }
        source.at(STEPS, RISE);
        assertThat(metrics.asked()).as("the first has been forgotten").hasSize(2001);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
