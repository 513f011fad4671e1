package dev.featurerollout.plan;

/**
 * One thing that is wrong with a spec.
 *
 * @param path the field, such as {@code spec.stages[1].percentage}
 * @param message what is wrong with it and how to mend it
 */
public record Problem(String path, String message) {
    @Override
    public String toString() {
        return path + ": " + message;
    }
}
