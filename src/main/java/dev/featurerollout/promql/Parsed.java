package dev.featurerollout.promql;

/** What became of a text that should be PromQL. */
public sealed interface Parsed {

    /** It was read, and its types fit together. */
    record Read(Expr expr) implements Parsed {}

    /**
     * It was not. Prometheus may still accept it, if it is newer than this parser.
     *
     * @param offset the char at which it went wrong; at most the length of the text
     */
    record Unreadable(String message, int offset) implements Parsed {}
}
