package dev.featurerollout.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A selector of counters, such as {@code http_requests_total{code=~"5.."}}: a name, matchers, and nothing else.
 *
 * @param name may be empty if the matchers name the metric
 * @param matchers with their braces; may be empty
 */
record CounterSelector(String name, String matchers) {
    private static final Pattern NAME = Pattern.compile("\\s*([a-zA-Z_:][a-zA-Z0-9_:]*)?\\s*");

    /** How far back a series is remembered: one that is away for longer counts from zero when it comes back. */
    private static final String MEMORY = "1h";

    /**
     * Reads a selector.
     *
     * @throws IllegalArgumentException if it is anything else, such as a function of one
     */
    static CounterSelector parse(String text) {
        Matcher name = NAME.matcher(text);
        name.lookingAt();
        String rest = text.substring(name.end()).strip();
        String metric = name.group(1) == null ? "" : name.group(1);
        boolean isBraces = rest.startsWith("{") && endOfBraces(rest) == rest.length();
        if (!isBraces && !rest.isEmpty() || metric.isEmpty() && rest.isEmpty()) {
            throw new IllegalArgumentException(
                    '"' + text.strip() + "\" is no selector of counters: write a metric's name and matchers only, such"
                            + " as http_requests_total{code=~\"5..\"}, without functions, ranges and"
                            + " operators; the counts are taken from it look by look");
        }
        return new CounterSelector(metric, rest);
    }

    /** Returns the index after the brace that closes the first one, or -1. */
    private static int endOfBraces(String text) {
        char quote = 0;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote != '`') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'' || c == '`') {
                quote = c;
            } else if (c == '}') {
                return i + 1;
            } else if (c == '{') {
                return -1;
            }
        }
        return -1;
    }

    /** Returns the selector of another metric with the same matchers. */
    CounterSelector renamed(String metric) {
        return new CounterSelector(metric, matchers);
    }

    /**
     * Returns PromQL for the exact count of one look, by each of {@code labels}.
     *
     * <p>Looks that follow one another count every event once: it is the difference between the last sample of this look
     * and the last one before it, the whole counter if it was not there or has begun anew. So what a series told before
     * it was away, or gone, is counted when it told it. {@code increase} extrapolates, and misses the first event of a
     * series that is born with it. What a counter that begins anew told since the look before is not known to it; that
     * is lost of bad events and of all events alike.
     */
    String count(String labels) {
        String by = labels.isEmpty() ? "" : " by (" + labels + ")";
        String now = "last_over_time(" + this + "[$(interval)])";
        String before = "last_over_time(" + this + "[" + MEMORY + "] offset $(interval))";
        return "sum" + by + " (((" + now + " - " + before + ") >= 0) or " + now + ")";
    }

    @Override
    public String toString() {
        return name + matchers;
    }
}
