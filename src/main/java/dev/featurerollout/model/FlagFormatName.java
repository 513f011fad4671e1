package dev.featurerollout.model;

/** The flag formats a document may be written in, named as in the API. */
public enum FlagFormatName {
    Plain,
    Flagd,
    Unleash,
    Togglz
}
