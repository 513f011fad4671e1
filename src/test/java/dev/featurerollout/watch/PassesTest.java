package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One pass that does not end must be found, and a slow one must not be taken for it. */
class PassesTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Passes passes = new Passes(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aPassThatComputesForMinutesIsStuckUntilItEnds() throws Exception {
        AtomicBoolean ends = new AtomicBoolean();
        Thread thread = Thread.ofPlatform()
                .start(() -> passes.run("shop/new-checkout", () -> {
                    while (!ends.get()) {
                        Thread.onSpinWait();
                    }
                    return true;
                }));
        await().until(() -> passes.isRunning("shop/new-checkout"));
        assertThat(passes.stuck()).isEmpty();

        pass(Passes.LONGEST);

        assertThat(passes.stuck()).get().extracting(Passes.Stuck::rollout).isEqualTo("shop/new-checkout");
        ends.set(true);
        thread.join();
        assertThat(passes.stuck()).isEmpty();
    }

    @Test
    void aPassThatWaitsForAnAnswerIsNotStuck() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform()
                .start(() -> passes.run("shop/new-checkout", () -> {
                    try {
                        answer.await();
                        return true;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
        await().until(() -> thread.getState() == Thread.State.WAITING);

        pass(Passes.LONGEST.multipliedBy(10));

        assertThat(passes.stuck()).isEmpty();
        answer.countDown();
        thread.join();
    }
}
