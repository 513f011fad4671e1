package dev.featurerollout.forecast;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.List;

/**
 * What changes in a document.
 *
 * @param document its name, such as {@code shop-flags/flags.json}
 * @param unified the lines of a unified diff with three lines of context, as {@code git apply} takes it
 */
public record Difference(String document, List<String> unified) {
    private static final int CONTEXT = 3;
    private static final String NO_NEWLINE = "\n\\ No newline at end of file";

    public Difference {
        unified = List.copyOf(unified);
    }

    /** Returns the difference between two texts of a document. */
    static Difference between(String document, String before, String after) {
        List<String> lines = lines(before);
        return new Difference(
                document,
                UnifiedDiffUtils.generateUnifiedDiff(
                        "a/" + document, "b/" + document, lines, DiffUtils.diff(lines, lines(after)), CONTEXT));
    }

    /** Returns the lines with what else stands at their ends, a carriage return or the lack of a newline. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        int last = lines.size() - 1;
        if (lines.get(last).isEmpty()) {
            lines.remove(last);
        } else {
            lines.set(last, lines.get(last) + NO_NEWLINE);
        }
        return lines;
    }
}
