/** A decision and what became of it, told: status, conditions, Events, meters. */
package dev.featurerollout.report;
