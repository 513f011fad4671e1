package dev.featurerollout.apply.format;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** How a text is written in a document. */
final class Texts {
    private Texts() {}

    /** Returns a text in quotes, as JSON and YAML both read it. */
    static String json(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
