package dev.featurerollout.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A query with variables, written {@code $(name)}. */
public record QueryTemplate(String text) {
    private static final String OPENING = "$(";

    /** The name of the variable for the length of the range a look may see. */
    public static final String WINDOW = "window";

    /** The name of the variable for the time since the stage became effective. */
    public static final String ELAPSED = "elapsed";

    /** The name of the variable for the time between two looks. */
    public static final String INTERVAL = "interval";

    /** A variable in the text, from its dollar sign to behind its parenthesis. */
    public record Place(String name, int start, int end) {}

    /** Returns the names of the variables in order of appearance. */
    public Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        places().forEach(place -> names.add(place.name()));
        return names;
    }

    /** Returns each place of a variable in order, in time linear in the text. */
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        int start = text.indexOf(OPENING);
        while (start >= 0) {
            int closing = text.indexOf(')', start);
            if (closing < 0) {
                break;
            }
            places.add(new Place(text.substring(start + OPENING.length(), closing), start, closing + 1));
            start = text.indexOf(OPENING, closing);
        }
        return places;
    }

    /** Returns the text with those variables replaced that have a value; the others stay. */
    public String replace(Map<String, String> values) {
        return replace(place -> values.getOrDefault(place.name(), text.substring(place.start(), place.end())));
    }

    /**
     * Returns the query with every variable replaced.
     *
     * @throws IllegalArgumentException if a variable has no value
     */
    public String render(Map<String, String> values) {
        return replace(place -> {
            String value = values.get(place.name());
            if (value == null) {
                throw new IllegalArgumentException("unknown variable $(" + place.name() + ")");
            }
            return value;
        });
    }

    private String replace(Function<Place, String> value) {
        StringBuilder replaced = new StringBuilder();
        int done = 0;
        for (Place place : places()) {
            replaced.append(text, done, place.start()).append(value.apply(place));
            done = place.end();
        }
        return replaced.append(text, done, text.length()).toString();
    }
}
