/** Why a rollout stands where it does: its recorded decision, recomputed. */
package dev.featurerollout.explain;
