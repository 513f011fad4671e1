/** The pods that read flags: how they take the ConfigMaps, and an annotation that makes their kubelets sync. */
package dev.featurerollout.apply.pods;
