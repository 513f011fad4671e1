package dev.featurerollout.demo;

import java.time.Duration;

/**
 * Something that happened.
 *
 * @param at since the demo began
 * @param detail whether it is only worth a line where there is room for every change
 */
record Entry(Duration at, String rollout, Tone tone, boolean detail, String text) {

    /** Returns a time since the beginning, such as {@code 1:05}. */
    static String clock(Duration at) {
        return "%d:%02d".formatted(at.toMinutes(), at.toSecondsPart());
    }
}
