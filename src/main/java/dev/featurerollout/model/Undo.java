package dev.featurerollout.model;

import java.util.List;
import java.util.Optional;

/**
 * What restores a flag byte for byte.
 *
 * <p>It is written into the status before the flag is changed, so that no interruption can lose it.
 */
public sealed interface Undo {
    /** The most values that a status can hold of one flag. */
    int MOST_VALUES = 128;

    /** The longest name of a value: that of a variation, and of a place in it. */
    int LONGEST_NAME = 512;

    /** The longest source text of a value. */
    int LONGEST_TEXT = 1024;

    /** The longest part of a document that is kept. */
    int LONGEST_PART = 8192;

    /** What a format can write back by itself, because it is part of its own reading of the flag. */
    sealed interface Text extends Undo {
        List<Value> values();

        /** Returns the source texts, if these are the values, in this order. */
        default Optional<List<String>> texts(List<String> names) {
            return values().stream().map(Value::name).toList().equals(names)
                    ? Optional.of(values().stream().map(Value::text).toList())
                    : Optional.empty();
        }
    }

    /**
     * The source text of one place.
     *
     * @param name of the place in the flag, such as a variation
     * @param text as the document has it; empty where the document leaves the value out
     */
    record Value(String name, String text) {}

    /** The flag divided its users: these source texts held the percentage. */
    record Values(List<Value> values) implements Text {
        public Values {
            values = List.copyOf(values);
        }

        public static Values of(String name, String text) {
            return new Values(List.of(new Value(name, text)));
        }
    }

    /** The flag had the format's own form of "on for everybody"; the values are what stood in the rule's place. */
    record Everybody(List<Value> values) implements Text {
        public Everybody {
            values = List.copyOf(values);
        }
    }

    /**
     * The flag had no rule: {@code create} added one.
     *
     * @param replaced what stood in its place; empty where text was only inserted
     * @param added the rule as it was added, at 0 %
     */
    record Created(String replaced, String added) implements Undo {}

    /**
     * The flag was given the form of "on for everybody" by {@code completion.collapse}, or is about to be.
     *
     * @param replaced what stood in the form's place
     * @param added the form
     * @param before what restores the flag once the form is undone
     */
    record Collapsed(String replaced, String added, Undo before) implements Undo {}

    /** Returns what restores the flag if it has not been collapsed. */
    default Undo uncollapsed() {
        return this instanceof Collapsed collapsed ? collapsed.before() : this;
    }

    /** Whether a status can hold it. */
    default boolean fitsAStatus() {
        return switch (this) {
            case Text text ->
                text.values().size() <= MOST_VALUES
                        && text.values().stream()
                                .allMatch(value -> value.name().length() <= LONGEST_NAME
                                        && value.text().length() <= LONGEST_TEXT);
            case Created created -> fit(created.replaced(), created.added());
            case Collapsed collapsed ->
                fit(collapsed.replaced(), collapsed.added())
                        && collapsed.before().fitsAStatus();
        };
    }

    private static boolean fit(String replaced, String added) {
        return replaced.length() <= LONGEST_PART && added.length() <= LONGEST_PART;
    }
}
