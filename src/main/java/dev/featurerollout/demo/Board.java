package dev.featurerollout.demo;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.runtime.RolloutObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How the rollouts stand and what happened so far; written by the operator's threads, read by the view's. */
final class Board implements RolloutObserver {
    static final FeatureRolloutStatus NOTHING_YET = new FeatureRolloutStatus(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null);

    private final Clock clock;
    private volatile Instant begin;
    private final Map<String, FeatureRolloutStatus> statuses = new LinkedHashMap<>();
    private final Map<String, Journal> journals = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    /** @param reader is told of each entry as it comes */
    Board(Clock clock, List<String> rollouts, Consumer<Entry> reader) {
        this.clock = clock;
        this.begin = clock.instant();
        for (String rollout : rollouts) {
            statuses.put(rollout, NOTHING_YET);
            journals.put(rollout, new Journal(rollout, entry -> {
                entries.add(entry);
                reader.accept(entry);
            }));
        }
    }

    /** Lets time begin, for what is told from now on. */
    void begin() {
        begin = clock.instant();
    }

    @Override
    public synchronized void stands(String namespace, String name, FeatureRolloutStatus status) {
        if (journals.containsKey(name)) {
            journals.get(name).read(status, elapsed());
            statuses.put(name, status);
        }
    }

    Duration elapsed() {
        return Duration.between(begin, clock.instant());
    }

    synchronized Map<String, FeatureRolloutStatus> statuses() {
        return new LinkedHashMap<>(statuses);
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    synchronized boolean isOver() {
        return statuses.values().stream().allMatch(Statuses::isOver);
    }
}
