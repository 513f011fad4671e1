package dev.featurerollout.share;

/**
 * A document's flag as one kind of evaluator deals it.
 *
 * @param evaluator which one, for people, such as {@code flagd since 0.15}
 * @param everybody how it deals users of whom nothing but the key is known: they meet no condition on anything else
 * @param reaching how it deals those who get as far as the rule that is rolled out
 */
public record Evaluation(String evaluator, Dealing everybody, Dealing reaching) {

    /** Returns the evaluation of a rule in front of which no condition is weighed. */
    public static Evaluation of(String evaluator, Dealing dealing) {
        return new Evaluation(evaluator, dealing, dealing);
    }
}
