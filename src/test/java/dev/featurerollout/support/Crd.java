package dev.featurerollout.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/** The definitions of this project, and where the manifests that test them are. */
public enum Crd {
    FEATURE_ROLLOUT("featurerollouts", ""),
    METRICS_PROVIDER("metricsproviders", "metricsproviders"),
    CRITERIA_TEMPLATE("criteriatemplates", "criteriatemplates"),
    CLUSTER_CRITERIA_TEMPLATE("clustercriteriatemplates", "criteriatemplates");

    private final String plural;
    private final Path examples;

    Crd(String plural, String folder) {
        this.plural = plural;
        this.examples = Path.of("src/test/resources/crd", folder);
    }

    public Path file() {
        return Path.of("crds/" + plural + ".featurerollout.dev.yaml");
    }

    public JsonNode definition() {
        return Manifests.json(file());
    }

    public String kind() {
        return definition().at("/spec/names/kind").asText();
    }

    public boolean hasStatus() {
        return definition().at("/spec/versions/0/subresources").has("status");
    }

    /** Returns manifests with nothing wrong in them. */
    public List<Path> valid() {
        return Manifests.in(examples.resolve("valid"));
    }

    /** Returns manifests with one mistake each. */
    public List<InvalidManifest> invalid() {
        return Manifests.in(examples.resolve("invalid")).stream()
                .map(InvalidManifest::read)
                .toList();
    }

    /** Returns an example of a status in which every field is set. */
    public JsonNode status() {
        return Manifests.json(examples.resolve("status.yaml"));
    }

    /** Returns the manifest in which every field of the spec is set. */
    public Path everythingSet() {
        return examples.resolve("valid/everything-set.yaml");
    }

    /** Returns where the API server keeps them; {@code namespace} is not looked at if they have none. */
    public String url(String namespace) {
        boolean namespaced = definition().at("/spec/scope").asText().equals("Namespaced");
        return "/apis/featurerollout.dev/v1alpha1/" + (namespaced ? "namespaces/" + namespace + "/" : "") + plural;
    }

    @Override
    public String toString() {
        return plural;
    }
}
