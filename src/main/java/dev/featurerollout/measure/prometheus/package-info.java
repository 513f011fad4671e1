/** The only code that speaks HTTP to Prometheus, and to what speaks like it: Thanos, Mimir, VictoriaMetrics. */
package dev.featurerollout.measure.prometheus;
