package dev.featurerollout.report;

/**
 * One thing worth telling: becomes a Kubernetes Event.
 *
 * @param warning whether a person should look
 * @param reason CamelCase, listed in docs/reference.md
 */
public record News(boolean warning, String reason, String message) {}
