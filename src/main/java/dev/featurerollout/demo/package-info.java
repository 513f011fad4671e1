/** The demo: a shop with two features, a cluster and a Prometheus of its own, and a view of what the operator does. */
package dev.featurerollout.demo;
