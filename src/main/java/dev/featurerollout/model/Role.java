package dev.featurerollout.model;

/** What a failing criterion does. */
public enum Role {
    /** Failing rolls back. */
    Guardrail,
    /** Failing holds. */
    Signal,
    /** Must pass before the stage is left; never rolls back and takes nothing from the bake time. */
    Goal
}
