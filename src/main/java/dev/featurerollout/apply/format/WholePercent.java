package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.Percentage;

/** Percentages of formats that know no parts of a percent. */
final class WholePercent {
    private WholePercent() {}

    /**
     * Returns the percentage as digits.
     *
     * @throws FlagProblem if it has decimals
     */
    static String text(Source source, Node place, Percentage percentage, FlagFormatName format) throws FlagProblem {
        if (!format.canSay(percentage)) {
            throw source.problem(
                    "decimals",
                    place,
                    format + " knows whole percentages only, and reads " + percentage + " as 0. Use stages of whole"
                            + " percentages");
        }
        return percentage.toString();
    }
}
