package dev.featurerollout.model;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A query with variables, written {@code $(name)}. */
public record QueryTemplate(String text) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\(([^)]*)\\)");

    /** The name of the variable for the length of the range a look may see. */
    public static final String WINDOW = "window";

    /** The name of the variable for the time since the stage became effective. */
    public static final String ELAPSED = "elapsed";

    /** The name of the variable for the time between two looks. */
    public static final String INTERVAL = "interval";

    /** Returns the names of the variables in order of appearance. */
    public Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** Returns each place of a variable in order; group 1 is its name. */
    public Stream<MatchResult> places() {
        return VARIABLE.matcher(text).results();
    }

    /** Returns the text with those variables replaced that have a value; the others stay. */
    public String replace(Map<String, String> values) {
        return VARIABLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group())));
    }

    /**
     * Returns the query with every variable replaced.
     *
     * @throws IllegalArgumentException if a variable has no value
     */
    public String render(Map<String, String> values) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalArgumentException("unknown variable $(" + match.group(1) + ")");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
