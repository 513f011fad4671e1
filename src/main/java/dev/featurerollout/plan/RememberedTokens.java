package dev.featurerollout.plan;

import java.util.List;

/**
 * The source texts that restore a flag, as a status keeps them: none of them empty.
 *
 * <p>An API server of 1.20 takes an empty text in a list for null, and refuses the whole status.
 */
public final class RememberedTokens {
    private static final String MARK = "=";

    private RememberedTokens() {}

    /** Returns tokens as they are written into a status. */
    public static List<String> written(List<String> tokens) {
        return tokens.stream()
                .map(token -> token.isEmpty() || token.startsWith(MARK) ? MARK + token : token)
                .toList();
    }

    /** Returns the tokens that {@link #written} wrote. */
    static List<String> read(List<String> written) {
        return written.stream()
                .map(token -> token.startsWith(MARK) ? token.substring(MARK.length()) : token)
                .toList();
    }
}
