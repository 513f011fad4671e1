/** Tests of the flag's harm that may be looked at as often as one likes: pure arithmetic on counts, no clock, no I/O. */
package dev.featurerollout.statistics;
