package dev.featurerollout.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.Crd;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart in a real API server: installed, upgraded, taken away. */
@Tag("server")
@Isolated
class ChartInstallIT {
    private static final String DEFINITION = "featurerollouts.featurerollout.dev";
    private static final String DEFINITION_FILE = DEFINITION + ".yaml";

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private String namespace;

    @BeforeEach
    void makeNamespace() {
        namespace = plane.newNamespace();
    }

    @AfterEach
    void uninstall() {
        Helm.uninstall(Chart.RELEASE)
                .withNamespace(namespace)
                .withKubeConfigContents(plane.kubeconfig())
                .ignoreNotFound()
                .call();
    }

    @Test
    void installsUpgradesAndLeavesNothingButTheDefinitions(@TempDir Path temp) throws IOException {
        handOverDefinitions();

        Release release = install(Map.of());

        assertThat(release.getStatus()).isEqualTo("deployed");
        assertThat(deployment().getSpec().getReplicas()).isEqualTo(2);
        assertThat(definition().getMetadata().getAnnotations()).containsEntry("helm.sh/resource-policy", "keep");
        assertThat(client.rbac().clusterRoles().withName("featurerollout-edit").get())
                .isNotNull();

        Release upgraded = newer(temp)
                .upgrade()
                .withName(Chart.RELEASE)
                .withNamespace(namespace)
                .withKubeConfigContents(plane.kubeconfig())
                .set("prometheus.url", Chart.URL)
                .set("replicaCount", 3)
                .call();

        assertThat(upgraded.getRevision()).isEqualTo("2");
        assertThat(deployment().getSpec().getReplicas()).isEqualTo(3);
        assertThat(definition().getSpec().getNames().getCategories()).contains("newer");
        assertThat(Serialization.asJson(definition())).contains("x-kubernetes-validations");

        uninstall();

        assertThat(deployment()).isNull();
        assertThat(client.serviceAccounts()
                        .inNamespace(namespace)
                        .withName(Chart.RELEASE)
                        .get())
                .isNull();
        assertThat(client.rbac().clusterRoles().withName(Chart.RELEASE).get()).isNull();
        assertThat(client.rbac().clusterRoles().withName("featurerollout-edit").get())
                .isNull();
        assertThat(definition()).isNotNull();
        restoreDefinition(); // other tests use it, too
    }

    /** Each as RBAC itself answers it for the ServiceAccount, all roles taken together. */
    @ParameterizedTest
    @CsvSource({
        "patch,  featurerollout.dev,  featurerollouts/status, true",
        "patch,  featurerollout.dev,  featurerollouts,        true",
        "delete, featurerollout.dev,  featurerollouts,        false",
        "patch,  '',                  configmaps,             true",
        "create, '',                  configmaps,             false",
        "delete, '',                  configmaps,             false",
        "get,    '',                  secrets,                false",
        "create, '',                  events,                 true",
        "patch,  coordination.k8s.io, leases/featurerollout,  true",
        "patch,  coordination.k8s.io, leases/another,         false",
        "delete, coordination.k8s.io, leases/featurerollout,  false",
    })
    void theOperatorMayDoThisInItsNamespace(String verb, String group, String resource, boolean allowed) {
        install(Map.of(
                "crds.install", false, "rbac.aggregateRoles", false, "rbac.scope", "Namespaced", "replicaCount", 1));

        assertThat(mayInNamespace(namespace, verb, group, resource)).isEqualTo(allowed);
        assertThat(mayInNamespace("default", verb, group, resource)).isFalse();
    }

    @Test
    void theManifestForKubectlIsAccepted() {
        String manifest = "deploy/featurerollout.yaml";
        try {
            plane.kubectl().run("apply", "--server-side", "-f", manifest);
        } finally {
            plane.kubectl().run("delete", "--wait=false", "--ignore-not-found", "-f", manifest);
        }
    }

    @Test
    void definitionsOfSomebodyElseAreNotTakenOver() {
        handOverDefinitions();
        plane.kubectl().run("label", "crd", DEFINITION, "app.kubernetes.io/managed-by-");

        assertThatThrownBy(() -> install(Map.of()))
                .hasMessageContaining(DEFINITION)
                .hasMessageContaining("cannot be imported into the current release");
    }

    /** As the chart's README says. */
    private void handOverDefinitions() {
        String name = "meta.helm.sh/release-name=" + Chart.RELEASE;
        String where = "meta.helm.sh/release-namespace=" + namespace;
        for (Crd crd : Crd.values()) {
            String definition = crd.definition().at("/metadata/name").asText();
            plane.kubectl().run("annotate", "crd", definition, "--overwrite", name, where);
            plane.kubectl().run("label", "crd", definition, "--overwrite", "app.kubernetes.io/managed-by=Helm");
        }
    }

    /** The chart with a definition that differs from the one before. */
    private static Helm newer(Path folder) throws IOException {
        Path copy = Chart.copyTo(folder);
        Path file = copy.resolve("files/crds").resolve(DEFINITION_FILE);
        ObjectNode definition = (ObjectNode) Chart.read(file);
        definition.withObject("/spec/names").putArray("categories").add("newer");
        Files.writeString(file, Chart.write(definition));
        return new Helm(copy);
    }

    private void restoreDefinition() {
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(DEFINITION)
                .edit(definition -> {
                    definition.getSpec().getNames().setCategories(List.of("feature-rollout"));
                    return definition;
                });
    }

    private Release install(Map<String, Object> values) {
        var command = Chart.helm()
                .install()
                .withName(Chart.RELEASE)
                .withNamespace(namespace)
                .withKubeConfigContents(plane.kubeconfig())
                .set("prometheus.url", Chart.URL);
        values.forEach(command::set);
        return command.call();
    }

    private Deployment deployment() {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(Chart.RELEASE)
                .get();
    }

    private CustomResourceDefinition definition() {
        return client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(DEFINITION)
                .get();
    }

    private boolean mayInNamespace(String where, String verb, String group, String resource) {
        String[] parts = resource.split("/");
        boolean named = parts.length > 1 && !parts[1].equals("status");
        SubjectAccessReview review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser("system:serviceaccount:" + namespace + ":" + Chart.RELEASE)
                .withNewResourceAttributes()
                .withNamespace(where)
                .withVerb(verb)
                .withGroup(group)
                .withResource(parts[0])
                .withSubresource(parts.length > 1 && !named ? parts[1] : null)
                .withName(named ? parts[1] : null)
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.resource(review).create().getStatus().getAllowed();
    }
}
