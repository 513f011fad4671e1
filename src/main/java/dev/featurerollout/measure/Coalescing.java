package dev.featurerollout.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks equal questions once: those that are under way at the same time, and those that were answered a moment ago.
 *
 * <p>An answer is kept so briefly that it is as good as a new one. That a source was unavailable is not kept: the next
 * who asks finds out for himself.
 */
public final class Coalescing implements MetricSource {
    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final int MOST_KEPT = 1000;

    private final MetricSource source;
    private final LongSupplier nanoTime;
    private final Map<Question, CompletableFuture<Map<Instant, Answer>>> asked = new HashMap<>();
    /** Questions with answers, the oldest first. */
    private final Deque<Answered> answered = new ArrayDeque<>();

    /** {@code step} is zero for a single instant. */
    private record Question(String query, Instant first, Instant last, Duration step) {}

    private record Answered(Question question, long at) {}

    /** @param nanoTime as {@link System#nanoTime()}: for how long an answer is kept goes by it */
    public Coalescing(MetricSource source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    @Override
    public Answer at(String query, Instant time) {
        Question question = new Question(query, time, time, Duration.ZERO);
        return ask(question, () -> Map.of(time, source.at(query, time))).get(time);
    }

    @Override
    public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
        return ask(new Question(query, first, last, step), () -> source.over(query, first, last, step));
    }

    private Map<Instant, Answer> ask(Question question, Supplier<Map<Instant, Answer>> asking) {
        CompletableFuture<Map<Instant, Answer>> mine = new CompletableFuture<>();
        CompletableFuture<Map<Instant, Answer>> shared = join(question, mine);
        if (shared != mine) {
            return await(shared);
        }
        try {
            Map<Instant, Answer> answers = asking.get();
            keep(question, answers);
            mine.complete(answers);
            return answers;
        } catch (RuntimeException | Error e) {
            forget(question);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static Map<Instant, Answer> await(CompletableFuture<Map<Instant, Answer>> shared) {
        try {
            return shared.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private synchronized CompletableFuture<Map<Instant, Answer>> join(
            Question question, CompletableFuture<Map<Instant, Answer>> mine) {
        long now = nanoTime.getAsLong();
        while (!answered.isEmpty() && (answered.size() > MOST_KEPT || now - answered.peek().at >= KEPT.toNanos())) {
            asked.remove(answered.remove().question);
        }
        CompletableFuture<Map<Instant, Answer>> before = asked.putIfAbsent(question, mine);
        return before == null ? mine : before;
    }

    private synchronized void keep(Question question, Map<Instant, Answer> answers) {
        boolean worthKeeping = answers.values().stream().noneMatch(Unavailable.class::isInstance);
        if (worthKeeping) {
            answered.add(new Answered(question, nanoTime.getAsLong()));
        } else {
            asked.remove(question);
        }
    }

    private synchronized void forget(Question question) {
        asked.remove(question);
    }
}
