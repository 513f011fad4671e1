/** Flags in FeatureFlags of the OpenFeature Operator: the only writer of FeatureFlags. */
package dev.featurerollout.apply.featureflag;
