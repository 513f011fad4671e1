package dev.featurerollout.share;

import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Users who exist for a count only: {@code user-0}, {@code user-1}, ....
 *
 * @param number how many
 */
public record MadeUpUsers(int number) {

    private static Optional<String> user(int i) {
        return Optional.of("user-" + i);
    }

    /** Returns whether one of them has the flag. */
    public boolean anyOn(Dealing dealing) {
        return IntStream.range(0, number).anyMatch(i -> dealing.answer(user(i)) == Answer.On);
    }

    /** Returns those who have the flag. */
    public BitSet on(Dealing dealing) {
        BitSet on = new BitSet(number);
        for (int i = 0; i < number; i++) {
            on.set(i, dealing.answer(user(i)) == Answer.On);
        }
        return on;
    }
}
