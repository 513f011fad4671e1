package dev.featurerollout.plan;

import dev.featurerollout.model.DurationText;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What the value of a template's argument must be, so that none can break out of the query it is put into. */
enum ArgumentType {
    /** Stands between quotes. */
    Text(ArgumentType::text),
    Number(value -> Decimals.parse(value).toPlainString()),
    Duration(value -> DurationText.format(DurationText.parse(value))),
    /** Label matchers, which stand between braces. */
    Selector(ArgumentType::selector);

    private static final Pattern MATCHERS = Pattern.compile(matchers());

    private final UnaryOperator<String> check;

    ArgumentType(UnaryOperator<String> check) {
        this.check = check;
    }

    /**
     * Returns the value as it is put into a query.
     *
     * @throws IllegalArgumentException if it is not of this type
     */
    String checked(String value) {
        return check.apply(value);
    }

    private static String text(String value) {
        if (value.chars().anyMatch(c -> "\"'`\\".indexOf(c) >= 0 || Character.isISOControl(c))) {
            throw new IllegalArgumentException(
                    "is a Text with a quote, a backslash or a line break, which could end the text in the query:"
                            + " remove it; in a regular expression [.] is a dot");
        }
        return value;
    }

    private static String selector(String value) {
        if (!MATCHERS.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    '"' + value + "\" is no Selector: write label matchers, such as namespace=\"shop\",code=~\"5..\"");
        }
        return value;
    }

    private static String matchers() {
        String matcher = "\\s*+[a-zA-Z_][a-zA-Z0-9_]*+\\s*+(?:=~|!~|!=|=)\\s*+\"(?:[^\"\\\\\\n]|\\\\[^\\n])*+\"\\s*+";
        return "\\s*+|" + matcher + "(?:," + matcher + ")*+";
    }
}
