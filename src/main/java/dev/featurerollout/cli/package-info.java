/** The command line. */
package dev.featurerollout.cli;
