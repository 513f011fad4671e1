/** From answers to verdicts and bake time: pure, no clock, no I/O. */
package dev.featurerollout.measure.criteria;
