package dev.featurerollout.bench;

/**
 * A service and what the flag does to it.
 *
 * @param errorShare of its requests with the flag off, 0..1
 * @param requestsPerSecond in both cohorts together
 * @param harm errors with the flag on / off for the same request, from the first look on; 1 for a healthy release
 */
public record Scenario(Shape shape, double errorShare, double requestsPerSecond, double harm) {
    public Scenario {
        if (!(errorShare > 0 && errorShare < 1 && requestsPerSecond > 0 && harm > 0)) {
            throw new IllegalArgumentException("A scenario needs errors, requests and harm above 0.");
        }
    }
}
