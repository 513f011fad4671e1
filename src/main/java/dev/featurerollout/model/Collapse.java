package dev.featurerollout.model;

/** What {@code completion.collapse} can do to a flag. */
public sealed interface Collapse {

    /**
     * The flag can be given the form of "on for everybody".
     *
     * @param undo what restores the flag after that
     */
    record Possible(Undo.Collapsed undo) implements Collapse {}

    /** The flag has that form. */
    record Done() implements Collapse {}

    /**
     * The flag cannot be given that form.
     *
     * @param problem why, and how to fix it, for people
     */
    record Impossible(String problem) implements Collapse {}
}
