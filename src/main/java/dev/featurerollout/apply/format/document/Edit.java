package dev.featurerollout.apply.format.document;

/** A change of a document: {@code text} in place of what stands at {@code range}. */
public record Edit(Range range, String text) {

    /**
     * Returns the edit that gives {@code scalar} another text and keeps its quotes.
     *
     * @param text something that needs no escapes, such as a number
     */
    public static Edit retext(Node.Scalar scalar, String text) {
        return new Edit(scalar.range(), scalar.quotes().around(text));
    }
}
