package dev.featurerollout.promql;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Regular expressions of matchers, as Prometheus reads them: RE2, and they must match the whole value.
 *
 * <p>Tenants write them, so they are tried in time linear in their size only, and only while that size is small: a
 * repetition is compiled as many times as it says, so {@code ((x{1000}){1000}){1000}} would take all memory.
 */
final class LabelRegex {
    /** Of the compiled expression, in characters and groups; Prometheus allows more, nobody needs it. */
    private static final long LARGEST = 10_000;

    /** The engine recurses into groups. */
    private static final int DEEPEST = 100;

    /** What Java and Perl know and RE2 does not, for a message that helps more than that of the engine. */
    private static final Pattern FOREIGN = Pattern.compile("\\(\\?(?:=|!|<=|<!|>)|\\\\[1-9]|[*+?]\\+");

    private LabelRegex() {}

    /**
     * Returns what a valid expression matches; empty if it is too large to be tried.
     *
     * @throws PatternSyntaxException if it is not valid
     */
    static Optional<Predicate<String>> matching(String regex) {
        if (!isSmall(regex)) {
            return Optional.empty();
        }
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        return Optional.of(pattern::matches);
    }

    /** Returns what is wrong with an expression, as far as it is tried. */
    static Optional<String> problem(String regex) {
        try {
            matching(regex);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(
                    FOREIGN.matcher(regex).find()
                            ? "Prometheus' regular expressions have no look-around, no back-references and no"
                                    + " possessive repetition: write what shall match, or use !~"
                            : "the regular expression is not valid: " + e.getDescription());
        }
    }

    /** Whether it stays small when its repetitions are written out; what cannot be told is not. */
    static boolean isSmall(String regex) {
        // Only a class or an escape can hide a parenthesis: without them the engine sees the same groups, and refuses
        // those that are not closed before it compiles anything.
        boolean exact = regex.indexOf('[') < 0 && regex.indexOf('\\') < 0;
        Deque<Long> outside = new ArrayDeque<>();
        long size = 0;
        long last = 0;
        int at = 0;
        while (at < regex.length()) {
            char c = regex.charAt(at);
            int end = at + 1;
            if (c == '(') {
                outside.push(size);
                size = 1;
                last = 0;
            } else if (c == ')' && outside.isEmpty()) {
                return exact;
            } else if (c == ')') {
                last = size;
                size += outside.pop();
            } else if (c == '{') {
                size += last * repetitions(regex, at);
            } else {
                end = c == '\\' ? escaped(regex, at) : c == '[' ? endOfClass(regex, at) : end;
                last = 1;
                size += regex.startsWith("\\Q", at) ? end - at : 1;
            }
            if (size > LARGEST || outside.size() > DEEPEST) {
                return false;
            }
            at = end;
        }
        return outside.isEmpty() || exact;
    }

    /** The largest number behind a brace; 1 where it is no repetition. */
    private static long repetitions(String regex, int brace) {
        long most = 1;
        long number = 0;
        for (int at = brace + 1; at < regex.length() && regex.charAt(at) != '}'; at++) {
            char c = regex.charAt(at);
            if (c != ',' && (c < '0' || c > '9')) {
                return 1;
            }
            number = c == ',' ? 0 : Math.min(LARGEST, number * 10 + c - '0');
            most = Math.max(most, number);
        }
        return most;
    }

    private static int escaped(String regex, int at) {
        if (!regex.startsWith("\\Q", at)) {
            return at + 2;
        }
        int end = regex.indexOf("\\E", at);
        return end < 0 ? regex.length() : end + 2;
    }

    /** Never later than the engine: what is taken for a group and is none only makes it larger. */
    private static int endOfClass(String regex, int at) {
        int end = at + 1;
        while (end < regex.length() && regex.charAt(end) != ']') {
            end += regex.charAt(end) == '\\' ? 2 : 1;
        }
        return end + 1;
    }
}
