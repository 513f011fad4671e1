package dev.featurerollout.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that somebody meant who misspelt it. */
final class Suggestion {
    /** One letter in three may be wrong: more than that is another word. */
    private static final int LETTERS_FOR_A_MISTAKE = 3;

    private Suggestion() {}

    /** Returns the nearest of the words, if one is near. */
    static Optional<String> of(String written, Collection<String> words) {
        String lower = written.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(word -> distance(lower, word.toLowerCase(Locale.ROOT))
                        <= Math.min(written.length(), word.length()) / LETTERS_FOR_A_MISTAKE)
                .min(Comparator.comparing((String word) -> distance(lower, word.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Returns the text to append to a message; empty if no word is near. */
    static String question(String written, Collection<String> words) {
        return of(written, words).map(word -> ": did you mean " + word + "?").orElse("");
    }

    /** The letters that have to be inserted, removed, replaced or swapped with their neighbor. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
