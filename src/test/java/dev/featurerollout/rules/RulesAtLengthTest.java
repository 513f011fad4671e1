package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;

/**
 * All rules at once against many histories: {@code -Dfeaturerollout.tries=20000}, and {@code -Dfeaturerollout.seed=...}
 * to begin where another run failed.
 */
class RulesAtLengthTest {
    private static final Duration LONGEST_SHRINKING = Duration.ofSeconds(20);

    @Example
    void allRulesHoldInManyHistories() {
        int tries = Integer.getInteger("featurerollout.tries", 10);
        long first = Long.getLong("featurerollout.seed", System.nanoTime());
        RandomGenerator<History> any = Histories.any().generator(1000);
        RandomGenerator<History> deadly = Histories.deadly().generator(1000);
        for (long seed = first; seed < first + tries; seed++) {
            check(any.next(new Random(seed)), RulesAtLengthTest::brokenByAny, seed);
            check(deadly.next(new Random(seed)), RulesAtLengthTest::brokenByDeaths, seed);
        }
    }

    private interface Judge {
        Optional<Throwable> judge(History history);
    }

    private static void check(Shrinkable<History> history, Judge judge, long seed) {
        judge.judge(history.value()).ifPresent(broken -> {
            History story = shrink(history, judge);
            throw new AssertionError("seed " + seed + story, judge.judge(story).orElse(broken));
        });
    }

    private static History shrink(Shrinkable<History> history, Judge judge) {
        Instant end = Instant.now().plus(LONGEST_SHRINKING);
        Shrinkable<History> smallest = history;
        Optional<Shrinkable<History>> smaller = Optional.of(history);
        while (smaller.isPresent() && Instant.now().isBefore(end)) {
            smallest = smaller.get();
            smaller = smallest.shrink()
                    .takeWhile(ignored -> Instant.now().isBefore(end))
                    .filter(candidate -> judge.judge(candidate.value()).isPresent())
                    .findFirst();
        }
        return smallest.value();
    }

    private static Optional<Throwable> brokenByAny(History history) {
        List<Witness> witnesses = List.of(
                new Rule1(),
                new Rule2(),
                new Rule3(),
                new Rule4(),
                new Rule5(),
                new Rule7(),
                new Rule8(),
                new Rule9(),
                new Rule10(),
                new Rule11());
        return broken(() -> new Theatre(history, witnesses).play());
    }

    private static Optional<Throwable> brokenByDeaths(History history) {
        if (!history.canBeginAtOnce()) {
            return Optional.empty();
        }
        return broken(() -> {
            Rule6 undisturbed = new Rule6();
            Rule6 killed = new Rule6();
            new Theatre(history.without(act -> true), List.of(undisturbed)).play();
            new Theatre(history, List.of(killed)).play();
            assertThat(killed.account()).isEqualTo(undisturbed.account());
        });
    }

    private static Optional<Throwable> broken(Runnable play) {
        try {
            play.run();
            return Optional.empty();
        } catch (RuntimeException | AssertionError e) {
            return Optional.of(e);
        }
    }
}
