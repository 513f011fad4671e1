package dev.featurerollout.measure;

import dev.featurerollout.model.Criterion;

/**
 * On whose behalf a query is asked.
 *
 * @param namespace of the rollout
 * @param origin of the criterion
 */
public record Requester(String namespace, Criterion.Origin origin) {}
