/** From the spec and what was found to a validated plan: pure, no clock. */
package dev.featurerollout.plan;
