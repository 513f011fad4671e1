package dev.featurerollout.runtime;

import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.apply.featureflag.FeatureFlags;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Listable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of the kinds that not every installation has the operator may watch. */
record Watchable(KubernetesClient client) {
    private static final Logger LOG = LoggerFactory.getLogger(Watchable.class);
    private static final String NOT_INSTALLED = "their CRD is not installed";

    /** An operator for single namespaces has no right to them, and an older installation not their CRD. */
    boolean providers() {
        return mayList("MetricsProviders", client.resources(MetricsProvider.class));
    }

    /**
     * Without the OpenFeature Operator there is no CRD, and without {@code openFeature.enabled} no right.
     *
     * @param namespaces empty: all
     */
    boolean featureFlags(Set<String> namespaces) {
        // The informer asks for the kind before it lists any: that it can be listed is not enough.
        if (!FeatureFlags.areInstalled(client)) {
            LOG.atInfo().addKeyValue("error", NOT_INSTALLED).log(FeatureFlags.KIND + "s are not watched");
            return false;
        }
        MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
                all = client.genericKubernetesResources(FeatureFlags.DEFINITION);
        return namespaces.isEmpty()
                ? mayList(FeatureFlags.KIND + "s", all.inAnyNamespace())
                : namespaces.stream()
                        .allMatch(namespace -> mayList(FeatureFlags.KIND + "s", all.inNamespace(namespace)));
    }

    private static boolean mayList(String kind, Listable<?> objects) {
        try {
            objects.list(new ListOptionsBuilder().withLimit(1L).build());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                LOG.atInfo()
                        .addKeyValue(
                                "error",
                                e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                                        ? "no right to list them"
                                        : NOT_INSTALLED)
                        .log(kind + " are not watched");
                return false;
            }
            throw e;
        }
    }
}
