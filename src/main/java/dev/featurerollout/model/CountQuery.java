package dev.featurerollout.model;

/** The form of a query that gives the bad events and all events of one look in one answer, told apart by a label. */
public final class CountQuery {
    /** The label that tells what is counted. */
    public static final String LABEL = "featurerollout";

    public static final String BAD = "bad";
    public static final String OF = "of";

    private CountQuery() {}

    /** Returns the query of two counts. */
    public static String of(String bad, String of) {
        return labelled(bad, BAD) + "\n  or " + labelled(of, OF);
    }

    private static String labelled(String query, String value) {
        return "label_replace(" + query + ", \"" + LABEL + "\", \"" + value + "\", \"\", \"\")";
    }
}
