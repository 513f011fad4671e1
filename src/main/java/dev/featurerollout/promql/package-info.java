/**
 * PromQL as a tree with positions: pure, as tolerant as it may be.
 *
 * <p>The grammar is that of Prometheus 2 and 3. What is not read here is no verdict on a query: Prometheus has the last
 * word.
 */
package dev.featurerollout.promql;
