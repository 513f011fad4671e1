/** Flags in ConfigMaps: the only writer of ConfigMaps. */
package dev.featurerollout.apply.configmap;
