package dev.featurerollout.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Collects what is wrong while a spec is read, so that a person sees all of it at once. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void add(String path, String message) {
        found.add(new Problem(path, message));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Problem> found() {
        return List.copyOf(found);
    }

    /** Returns the parsed value, or {@code fallback} if the field is absent or, with a problem noted, wrong. */
    <T> T parse(String path, String value, T fallback, Function<String, T> parser) {
        return parse(path, value, parser).orElse(fallback);
    }

    /** Returns the parsed value; empty if the field is absent or, with a problem noted, wrong. */
    <T> Optional<T> parse(String path, String value, Function<String, T> parser) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(value));
        } catch (IllegalArgumentException e) {
            add(path, e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns the constant of that name, or {@code fallback} if the field is absent or, with a problem noted, wrong. */
    <E extends Enum<E>> E constant(String path, String value, E fallback) {
        return parse(path, value, fallback, text -> {
            E[] all = fallback.getDeclaringClass().getEnumConstants();
            return Arrays.stream(all)
                    .filter(constant -> constant.name().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException('"' + text + "\" is not one of "
                            + Arrays.toString(all).replaceAll("[\\[\\]]", "")));
        });
    }

    /** Returns the text; notes a problem and returns an empty text if it is absent or blank. */
    String required(String path, String value, String mend) {
        if (value == null || value.isBlank()) {
            add(path, "is required: " + mend);
            return "";
        }
        return value;
    }

    /** Notes a problem for the first text that stands twice. */
    void unique(String path, Collection<String> texts) {
        Set<String> seen = new HashSet<>();
        for (String text : texts) {
            if (!seen.add(text)) {
                add(path, "\"" + text + "\" is used twice: give each a name of its own");
                return;
            }
        }
    }
}
