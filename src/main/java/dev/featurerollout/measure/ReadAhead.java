package dev.featurerollout.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source for who asks the past one instant after the other: guesses what comes next and asks for it in one go.
 *
 * <p>When a query is asked one step after an instant it was asked at before, the instants of that grid around it are
 * fetched by one range query and answered from memory from then on. A grid may be that of looks, or that of rehearsals
 * that begin at regular times. Every answer is the one the source itself would give: only answers are kept, never the
 * lack of one. What is kept is bounded; the oldest is forgotten first.
 *
 * <p>Not for several threads.
 */
public final class ReadAhead implements MetricSource {
    private static final int INSTANTS_IN_A_BLOCK = 500;
    private static final int MOST_BLOCKS = 1_000;
    private static final int MOST_SINGLES = 50_000;

    private final MetricSource source;
    private final List<Duration> steps;
    private final Instant from;
    private final Instant until;
    private final Map<Single, Answer> singles = new Bounded<>(MOST_SINGLES);
    private final Map<Block, Map<Instant, Answer>> blocks = new Bounded<>(MOST_BLOCKS);

    /**
     * Reads ahead in the past of {@code source}.
     *
     * @param steps between instants that are likely to be asked one after the other; whole milliseconds
     * @param from the first instant that is worth reading
     * @param until the last one that has passed: later ones are not kept, for they may still change
     */
    public ReadAhead(MetricSource source, List<Duration> steps, Instant from, Instant until) {
        this.source = source;
        this.steps = steps.stream().distinct().toList();
        this.from = from;
        this.until = until;
    }

    private record Single(String query, Instant time) {}

    /**
     * One stretch of one grid.
     *
     * @param phase of the grid in its step, in milliseconds since {@code from}
     * @param index which stretch, counted from {@code from}
     */
    private record Block(String query, Duration step, long phase, long index) {}

    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private final int most;

        Bounded(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    @Override
    public Answer at(String query, Instant time) {
        return known(query, time).or(() -> readAhead(query, time)).orElseGet(() -> ask(query, time));
    }

    @Override
    public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
        return source.over(query, first, last, step);
    }

    private Optional<Answer> known(String query, Instant time) {
        Answer single = singles.get(new Single(query, time));
        return single != null
                ? Optional.of(single)
                : steps.stream()
                        .flatMap(step -> Optional.ofNullable(blocks.get(block(query, step, time))).stream())
                        .flatMap(block -> Optional.ofNullable(block.get(time)).stream())
                        .findFirst();
    }

    private Optional<Answer> readAhead(String query, Instant time) {
        if (time.isBefore(from) || time.isAfter(until)) {
            return Optional.empty();
        }
        return steps.stream()
                .filter(step -> known(query, time.minus(step)).isPresent())
                .findFirst()
                .map(step -> fetch(block(query, step, time)).get(time))
                .filter(Series.class::isInstance);
    }

    private Block block(String query, Duration step, Instant time) {
        long since = time.toEpochMilli() - from.toEpochMilli();
        return new Block(
                query,
                step,
                Math.floorMod(since, step.toMillis()),
                Math.floorDiv(since, step.toMillis() * INSTANTS_IN_A_BLOCK));
    }

    private Map<Instant, Answer> fetch(Block block) {
        Duration step = block.step();
        Instant first = from.plusMillis(block.phase()).plus(step.multipliedBy(block.index() * INSTANTS_IN_A_BLOCK));
        Instant full = first.plus(step.multipliedBy(INSTANTS_IN_A_BLOCK - 1));
        Map<Instant, Answer> answers = source.over(block.query(), first, full.isAfter(until) ? until : full, step);
        if (answers.values().stream().allMatch(Series.class::isInstance)) {
            blocks.put(block, answers);
        }
        return answers;
    }

    private Answer ask(String query, Instant time) {
        Answer answer = source.at(query, time);
        if (answer instanceof Series && !time.isAfter(until)) {
            singles.put(new Single(query, time), answer);
        }
        return answer;
    }
}
