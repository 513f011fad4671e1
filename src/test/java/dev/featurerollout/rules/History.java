package dev.featurerollout.rules;

import dev.featurerollout.model.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One random story: a rollout, what its metrics do, and what befalls it.
 *
 * @param outages when Prometheus is away
 */
record History(Setup setup, List<Script> scripts, List<Outage> outages, List<Act> acts) {
    static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    /** How long it is watched. */
    static final Duration LENGTH = Duration.ofMinutes(30);

    /** Prometheus is away for a while. */
    record Outage(int fromSecond, int seconds) {
        boolean has(Instant instant) {
            long millis = Duration.between(START, instant).toMillis();
            return millis >= fromSecond * 1000L && millis < (fromSecond + seconds) * 1000L;
        }

        @Override
        public String toString() {
            return fromSecond + "s for " + seconds + "s";
        }
    }

    /** Something happens. */
    record Act(int millis, ActKind kind, int number) {
        Instant at() {
            return START.plusMillis(millis);
        }

        @Override
        public String toString() {
            return DurationText.format(Duration.ofMillis(millis)) + " " + kind + " " + number;
        }
    }

    boolean isAway(Instant now) {
        return outages.stream().anyMatch(outage -> outage.has(now));
    }

    /** Whether no query would be refused in the first minutes. */
    boolean canBeginAtOnce() {
        return scripts.stream()
                .allMatch(script -> IntStream.range(0, 120)
                        .mapToObj(second -> script.at(START.plusSeconds(second)))
                        .noneMatch(kind -> kind == Script.Kind.REFUSED
                                || kind == Script.Kind.TWO_SERIES
                                || kind == Script.Kind.NOTHING));
    }

    History without(java.util.function.Predicate<Act> which) {
        return new History(
                setup, scripts, outages, acts.stream().filter(which.negate()).toList());
    }

    History withoutAutomaticRollback() {
        return new History(setup.withoutAutomaticRollback(), scripts, outages, acts);
    }

    @Override
    public String toString() {
        StringBuilder story = new StringBuilder("\n").append(setup);
        for (int i = 0; i < scripts.size(); i++) {
            story.append("\n  metric q").append(i).append(": ").append(scripts.get(i));
        }
        outages.forEach(outage -> story.append("\n  Prometheus away: ").append(outage));
        acts.forEach(act -> story.append("\n  ").append(act));
        return story.append('\n').toString();
    }
}
