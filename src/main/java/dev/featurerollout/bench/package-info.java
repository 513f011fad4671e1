/** Simulations that anyone can repeat: what the project says of its statistics, put to the test. */
package dev.featurerollout.bench;
