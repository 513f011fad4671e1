/** Records that mirror {@code crds/*.yaml}: Jackson only, no logic; unknown properties are ignored. */
package dev.featurerollout.api.v1alpha1;
