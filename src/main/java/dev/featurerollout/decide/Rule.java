package dev.featurerollout.decide;

import java.util.Optional;
import java.util.function.Function;

/**
 * One rule of the behaviour.
 *
 * @param name for people and logs
 * @param when returns a decision if the rule applies
 */
public record Rule(String name, Function<Situation, Optional<Decision>> when) {}
