package dev.featurerollout.promql;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One condition on a label, such as {@code code=~"5.."}.
 *
 * @param value unquoted
 */
public record Matcher(Extent extent, String label, Kind kind, String value) {
    /** The label that holds a metric's name. */
    public static final String NAME = "__name__";

    /** Prometheus' own regular expressions have no look-around, no back-references and no possessive repetition. */
    private static final Pattern FOREIGN = Pattern.compile("\\(\\?(?:=|!|<=|<!|>)|\\\\[1-9]|[*+?]\\+");

    private static final int LONGEST_REGEX = 5_000;

    /** How a value is compared. */
    public enum Kind {
        EQUAL("="),
        NOT_EQUAL("!="),
        REGEX("=~"),
        NOT_REGEX("!~");

        private final String symbol;

        Kind(String symbol) {
            this.symbol = symbol;
        }

        static Optional<Kind> of(String symbol) {
            for (Kind kind : values()) {
                if (kind.symbol.equals(symbol)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }

        @Override
        public String toString() {
            return symbol;
        }

        /** Whether the value is a regular expression. */
        public boolean isRegex() {
            return this == REGEX || this == NOT_REGEX;
        }
    }

    /** Returns whether a label of this value is selected; empty if the regular expression is too long to be tried. */
    public Optional<Boolean> selects(String candidate) {
        return switch (kind) {
            case EQUAL -> Optional.of(value.equals(candidate));
            case NOT_EQUAL -> Optional.of(!value.equals(candidate));
            case REGEX -> pattern().map(pattern -> pattern.matcher(candidate).matches());
            case NOT_REGEX ->
                pattern().map(pattern -> !pattern.matcher(candidate).matches());
        };
    }

    /** Returns what is wrong with the regular expression, if something is. */
    Optional<String> regexProblem() {
        if (!kind.isRegex()) {
            return Optional.empty();
        }
        if (FOREIGN.matcher(value).find()) {
            return Optional.of("Prometheus' regular expressions have no look-around, no back-references and no"
                    + " possessive repetition: write what shall match, or use !~");
        }
        try {
            pattern();
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("the regular expression is not valid: " + e.getDescription());
        }
    }

    private Optional<Pattern> pattern() {
        return value.length() > LONGEST_REGEX
                ? Optional.empty()
                : Optional.of(Pattern.compile(value.replace("(?P<", "(?<"), Pattern.DOTALL));
    }

    /** Returns this condition as PromQL. */
    String text() {
        return Printer.label(label) + kind + Printer.quoted(value);
    }

    @Override
    public String toString() {
        return label + kind + '"' + value + '"';
    }
}
