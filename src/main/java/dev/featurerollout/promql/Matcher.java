package dev.featurerollout.promql;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * One condition on a label, such as {@code code=~"5.."}.
 *
 * @param value unquoted
 */
public record Matcher(Extent extent, String label, Kind kind, String value) {
    /** The label that holds a metric's name. */
    public static final String NAME = "__name__";

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

    /** Returns whether a label of this value is selected; empty if the regular expression is too large to be tried. */
    public Optional<Boolean> selects(String candidate) {
        return selection().map(selection -> selection.test(candidate));
    }

    /** Returns which values of the label are selected; empty if the regular expression is too large to be tried. */
    public Optional<Predicate<String>> selection() {
        return switch (kind) {
            case EQUAL -> Optional.of(value::equals);
            case NOT_EQUAL -> Optional.of(candidate -> !value.equals(candidate));
            case REGEX -> LabelRegex.matching(value);
            case NOT_REGEX -> LabelRegex.matching(value).map(Predicate::negate);
        };
    }

    /** Returns what is wrong with the regular expression, if something is. */
    Optional<String> regexProblem() {
        return kind.isRegex() ? LabelRegex.problem(value) : Optional.empty();
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
