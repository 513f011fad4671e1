/** MetricsProviders: from what is written down about an endpoint to a source that can be asked. */
package dev.featurerollout.measure.provider;
