/**
 * What a rollout will do, told before it does it: the documents of each stage, who gets the feature, when at the earliest,
 * and what holds it.
 *
 * <p>Pure. {@link dev.featurerollout.forecast.Forecaster} makes a {@link dev.featurerollout.forecast.Forecast} of a plan,
 * the documents and the status; the renderings are beside it.
 */
package dev.featurerollout.forecast;
