package dev.featurerollout.model;

/** The status of a condition, named as in the API. */
public enum ConditionStatus {
    True,
    False,
    Unknown
}
