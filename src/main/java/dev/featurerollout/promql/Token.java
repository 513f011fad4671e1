package dev.featurerollout.promql;

import java.util.Locale;

/**
 * One word or sign of a query.
 *
 * @param text as written; of a string what it stands for
 */
record Token(Kind kind, String text, Extent extent) {
    enum Kind {
        /** A name, a keyword or a function. */
        WORD,
        NUMBER,
        DURATION,
        STRING,
        /** An operator, a bracket or a comma. */
        SIGN,
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    /** Keywords are the same in upper case. */
    boolean isWord(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    String lower() {
        return text.toLowerCase(Locale.ROOT);
    }

    int start() {
        return extent.start();
    }

    /** For messages. */
    String inWords() {
        return switch (kind) {
            case END -> "the end";
            case STRING -> "the text \"" + text + '"';
            default -> '"' + text + '"';
        };
    }
}
