package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.measure.provider.Providers;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.Crd;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The watch of MetricsProviders on a real API server, where their CRD comes late and goes. */
@Tag("server")
@Isolated
class InformedProvidersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CRD =
            Crd.METRICS_PROVIDER.definition().at("/metadata/name").asText();

    private final KubernetesClient client = ControlPlane.shared().client();
    private final InformedProviders providers = new InformedProviders(client);
    private final Heard heard = new Heard();

    private static final class Heard implements InformedProviders.Listener {
        private final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void changed(MetricsProvider provider) {
            events.add("changed " + provider.getMetadata().getName());
        }

        @Override
        public void deleted(MetricsProvider provider) {
            events.add("deleted " + provider.getMetadata().getName());
        }
    }

    @AfterEach
    void restore() {
        providers.close();
        client.resources(MetricsProvider.class).delete();
    }

    @Test
    void aCrdThatComesAfterTheOperatorIsSeenAndUntilThenNothingIsKnown() {
        deleteCrd();
        providers.start(heard);
        assertThat(providers.find("default"))
                .isInstanceOfSatisfying(
                        Providers.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("check that their CRD is installed"));

        createCrd();
        create("default");
        await().atMost(PATIENCE).until(() -> providers.find("default") instanceof Providers.Present);
        assertThat(providers.find("other")).isInstanceOf(Providers.Absent.class);
    }

    @Test
    void aCrdThatIsDeletedTakesItsProvidersAlongAndIsWatchedAgainWhenItIsBack() {
        providers.start(heard);
        create("default");
        await().atMost(PATIENCE).until(() -> providers.find("default") instanceof Providers.Present);

        deleteCrd();
        await().atMost(PATIENCE).until(() -> heard.events.contains("deleted default"));
        createCrd();
        create("second");
        await().atMost(PATIENCE).until(() -> providers.find("second") instanceof Providers.Present);
        assertThat(providers.find("default")).isInstanceOf(Providers.Absent.class);
    }

    private void create(String name) {
        MetricsProvider provider = Serialization.unmarshal(
                "apiVersion: featurerollout.dev/v1alpha1\nkind: MetricsProvider\nmetadata: {name: " + name
                        + "}\nspec: {address: 'http://prometheus:9090'}\n",
                MetricsProvider.class);
        await().atMost(PATIENCE)
                .ignoreExceptionsMatching(error -> error instanceof KubernetesClientException)
                .until(() -> client.resource(provider).create() != null);
    }

    private void deleteCrd() {
        client.apiextensions().v1().customResourceDefinitions().withName(CRD).delete();
        await().atMost(PATIENCE)
                .until(() -> client.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .withName(CRD)
                                .get()
                        == null);
        await().atMost(PATIENCE).until(() -> !isServed());
    }

    private boolean isServed() {
        try {
            client.resources(MetricsProvider.class).list();
            return true;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private void createCrd() {
        client.raw(
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                "POST",
                Manifests.json(Crd.METRICS_PROVIDER.file()));
    }
}
