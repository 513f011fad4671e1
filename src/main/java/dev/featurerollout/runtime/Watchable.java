package dev.featurerollout.runtime;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.featureflag.FeatureFlags;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of the kinds that not every installation has the operator may watch: the API server is asked, not tried. */
record Watchable(KubernetesClient client) {
    private static final Logger LOG = LoggerFactory.getLogger(Watchable.class);

    /** An operator for single namespaces has no right to them. */
    boolean providers() {
        return told("MetricsProviders", mayList(FeatureRollout.GROUP, "metricsproviders", ""), "no right to list them");
    }

    /**
     * Without the OpenFeature Operator there is no CRD, and without {@code openFeature.enabled} no right.
     *
     * @param namespaces empty: all
     */
    boolean featureFlags(Set<String> namespaces) {
        String kind = FeatureFlags.KIND + "s";
        if (!FeatureFlags.areInstalled(client)) {
            return told(kind, false, "their CRD is not installed");
        }
        boolean mayList = namespaces.isEmpty()
                ? mayList(FeatureFlags.GROUP, FeatureFlags.PLURAL, "")
                : namespaces.stream()
                        .allMatch(namespace -> mayList(FeatureFlags.GROUP, FeatureFlags.PLURAL, namespace));
        return told(kind, mayList, "no right to list them");
    }

    /** @param namespace empty for all */
    private boolean mayList(String group, String plural, String namespace) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withResourceAttributes(new ResourceAttributesBuilder()
                        .withGroup(group)
                        .withResource(plural)
                        .withNamespace(namespace)
                        .withVerb("list")
                        .build())
                .endSpec()
                .build();
        SelfSubjectAccessReview answer = client.resource(review).create();
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    private static boolean told(String kind, boolean watched, String otherwise) {
        if (!watched) {
            LOG.atInfo().addKeyValue("reason", otherwise).log(kind + " are not watched");
        }
        return watched;
    }
}
