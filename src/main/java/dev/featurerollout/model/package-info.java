/** Values that all steps share. Immutable; {@code java.*} only. */
package dev.featurerollout.model;
