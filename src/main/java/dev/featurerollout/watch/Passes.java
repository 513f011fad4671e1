package dev.featurerollout.watch;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The passes that are running, to find one that will not end: each keeps a thread from all rollouts.
 *
 * <p>A pass that waits for Prometheus or the API server is slow, not stuck, and a restart would not help it.
 */
public final class Passes {
    /** Passes take milliseconds; nothing they compute is meant to take seconds. */
    static final Duration LONGEST = Duration.ofMinutes(3);

    private final LongSupplier nanoTime;
    private final Map<Thread, Pass> running = new ConcurrentHashMap<>();

    public Passes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Pass(String rollout, long begun) {}

    /** Which pass it is, since when, and where in the code. */
    public record Stuck(String rollout, Duration duration, StackTraceElement[] at) {}

    <T> T run(String rollout, Supplier<T> pass) {
        Thread thread = Thread.currentThread();
        running.put(thread, new Pass(rollout, nanoTime.getAsLong()));
        try {
            return pass.get();
        } finally {
            running.remove(thread);
        }
    }

    boolean isRunning(String rollout) {
        return running.values().stream().anyMatch(pass -> pass.rollout().equals(rollout));
    }

    /** Returns a pass that computes, or waits for a lock, for longer than any should; the first that is found. */
    public Optional<Stuck> stuck() {
        return running.entrySet().stream()
                .flatMap(entry -> stuck(entry.getKey(), entry.getValue()).stream())
                .findFirst();
    }

    private Optional<Stuck> stuck(Thread thread, Pass pass) {
        Duration duration = Duration.ofNanos(nanoTime.getAsLong() - pass.begun());
        boolean waits = switch (thread.getState()) {
            case NEW, RUNNABLE, BLOCKED -> false;
            case WAITING, TIMED_WAITING, TERMINATED -> true;
        };
        return waits || duration.compareTo(LONGEST) < 0
                ? Optional.empty()
                : Optional.of(new Stuck(pass.rollout(), duration, thread.getStackTrace()));
    }
}
