package dev.featurerollout.cli;

import dev.featurerollout.api.v1alpha1.ClusterCriteriaTemplate;
import dev.featurerollout.api.v1alpha1.CriteriaTemplate;
import dev.featurerollout.api.v1alpha1.CriteriaTemplateSpec;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.featureflag.FeatureFlags;
import dev.featurerollout.model.Holder;
import dev.featurerollout.plan.TemplateId;
import dev.featurerollout.plan.TemplateId.Kind;
import dev.featurerollout.plan.Templates;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cluster, and for what is not there yet the files: flags are told as they are now, templates as they will be.
 *
 * @param files what is to be applied beside the rollout
 */
record ClusterSurroundings(KubernetesClient client, FileSurroundings files) implements Surroundings {

    @Override
    public Optional<FeatureRolloutStatus> status(String namespace, String name) {
        return ask(
                        "FeatureRollout " + name,
                        () -> client.resources(FeatureRollout.class)
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                .map(FeatureRollout::getStatus)
                // The definition writes one with nothing in it.
                .filter(status -> status.attempt() != null);
    }

    @Override
    public Optional<? extends HasMetadata> holder(String namespace, Holder holder) {
        Optional<? extends HasMetadata> live = ask(holder.toString(), () -> switch (holder.kind()) {
            case ConfigMap ->
                client.configMaps()
                        .inNamespace(namespace)
                        .withName(holder.name())
                        .get();
            case FeatureFlag ->
                client.genericKubernetesResources(FeatureFlags.DEFINITION)
                        .inNamespace(namespace)
                        .withName(holder.name())
                        .get();
        });
        return live.isPresent() ? live : files.holder(namespace, holder);
    }

    @Override
    public Templates templates(String namespace) {
        Templates given = files.templates(namespace);
        return id -> given.find(id) instanceof Templates.Known known ? known : live(id);
    }

    private Templates.Found live(TemplateId id) {
        Optional<? extends CustomResource<CriteriaTemplateSpec, Void>> found = id.kind() == Kind.ClusterCriteriaTemplate
                ? ask(
                        id.toString(),
                        () -> client.resources(ClusterCriteriaTemplate.class)
                                .withName(id.name())
                                .get())
                : ask(
                        id.toString(),
                        () -> client.resources(CriteriaTemplate.class)
                                .inNamespace(id.namespace())
                                .withName(id.name())
                                .get());
        return found.<Templates.Found>map(template -> new Templates.Known(template.getSpec()))
                .orElseGet(() -> Templates.NONE.find(id));
    }

    /** What is not found is an answer; everything else means that nothing can be said. */
    private static <T> Optional<T> ask(String what, Supplier<T> question) {
        try {
            return Optional.ofNullable(question.get());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw new IllegalStateException("the API server did not give " + what + ": " + Failures.message(e), e);
        }
    }
}
