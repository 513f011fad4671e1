/** From plan, evidence, live flags and now to a decision: pure. {@link dev.featurerollout.decide.Rules} is the order. */
package dev.featurerollout.decide;
