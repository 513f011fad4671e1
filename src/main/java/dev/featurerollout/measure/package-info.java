/** From what is due to be measured to evidence: the port to the metrics, and the looks through it. */
package dev.featurerollout.measure;
