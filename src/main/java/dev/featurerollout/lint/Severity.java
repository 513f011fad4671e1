package dev.featurerollout.lint;

/** How bad a {@link Finding} is. */
public enum Severity {
    /** It cannot do what it is meant to. */
    Error,
    /** It is likely to surprise. */
    Warning,
    /** Good to know. */
    Note
}
