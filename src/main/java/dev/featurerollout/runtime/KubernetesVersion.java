package dev.featurerollout.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.VersionInfo;

/** The oldest version of Kubernetes that the operator supports. */
public final class KubernetesVersion {
    private static final int MAJOR = 1;
    private static final int OLDEST_MINOR = 30;

    private KubernetesVersion() {}

    /**
     * Asks the API server for its version.
     *
     * @throws IllegalStateException if it is too old, with a message of one line
     */
    public static void requireSupported(KubernetesClient client) {
        VersionInfo version = client.getKubernetesVersion();
        if (number(version.getMajor()) == MAJOR && number(version.getMinor()) < OLDEST_MINOR) {
            throw new IllegalStateException(
                    "the API server runs Kubernetes %s.%s. The operator requires %d.%d or newer: upgrade the cluster."
                            .formatted(version.getMajor(), version.getMinor(), MAJOR, OLDEST_MINOR));
        }
    }

    /** Managed services add a sign, as in {@code 30+}. */
    private static int number(String version) {
        return Integer.parseInt(version.replaceAll("\\D", ""));
    }
}
