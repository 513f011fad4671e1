package dev.featurerollout.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.api.v1alpha1.MetricsProviderStatus;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.Crd;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What the API server makes of a MetricsProvider, besides validation. */
@Tag("server")
@Isolated // every operator whose rights suffice probes all MetricsProviders
class MetricsProviderServerIT {
    private static final String NAME = "team-mimir";

    private final KubernetesClient client = ControlPlane.shared().client();
    private final Resource<MetricsProvider> provider =
            client.resources(MetricsProvider.class).withName(NAME);

    @BeforeEach
    void create() {
        client.raw(Crd.METRICS_PROVIDER.url(""), "POST", manifest());
    }

    @AfterEach
    void delete() {
        provider.delete();
    }

    @Test
    void aNewOneIsNotTakenForAReadyOne() {
        assertThat(stored().get("status")).hasToString("{\"observedGeneration\":-1}");
    }

    @Test
    void theRecordsReadAndWriteEveryField() {
        MetricsProvider read = provider.get();
        assertThat(json(read.getSpec())).isEqualTo(manifest().get("spec"));
        client.resource(read).update();
        assertThat(stored().get("spec")).isEqualTo(manifest().get("spec"));

        read.setStatus(Serialization.unmarshal(
                Serialization.asJson(Crd.METRICS_PROVIDER.status()), MetricsProviderStatus.class));
        read.getMetadata().setResourceVersion(null);
        client.resource(read).updateStatus();
        assertThat(stored().get("status")).isEqualTo(Crd.METRICS_PROVIDER.status());
        assertThat(json(provider.get().getStatus())).isEqualTo(Crd.METRICS_PROVIDER.status());
    }

    @Test
    void theColumnsTellWhetherItAnswers() {
        ObjectNode answering = (ObjectNode) stored();
        answering.set("status", Crd.METRICS_PROVIDER.status());
        client.raw(Crd.METRICS_PROVIDER.url("") + "/" + NAME + "/status", "PUT", answering);
        List<String> lines = ControlPlane.shared()
                .kubectl()
                .run("get", "metricsprovider", NAME)
                .lines()
                .toList();
        assertThat(lines.get(0)).matches("NAME +READY +VERSION +ADDRESS +MESSAGE +AGE");
        assertThat(lines.get(1))
                .matches(NAME + " +True +2.42.0 +https://mimir.example.com/prometheus +Prometheus 2.42.0 answers +.*");
    }

    private JsonNode stored() {
        return Rollouts.json(client.raw(Crd.METRICS_PROVIDER.url("") + "/" + NAME));
    }

    private static ObjectNode manifest() {
        ObjectNode manifest = (ObjectNode) Manifests.json(Crd.METRICS_PROVIDER.everythingSet());
        ((ObjectNode) manifest.get("metadata")).put("name", NAME);
        return manifest;
    }

    private static JsonNode json(Object value) {
        return Rollouts.json(Serialization.asJson(value));
    }
}
