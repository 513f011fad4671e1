package dev.featurerollout.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.demo.EmbeddedCluster;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Scenarios, played with the adapters for Kubernetes on the mock server. */
class ScenariosOnMockServerTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private final EmbeddedCluster cluster = new EmbeddedCluster();
    private final KubernetesClient client = cluster.newClient();

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    /** Without the CRD the mock server knows no status subresource. */
    @BeforeEach
    void installCrd() throws IOException {
        try (InputStream crd = Files.newInputStream(Path.of("crds/featurerollouts.featurerollout.dev.yaml"))) {
            client.resource(client.getKubernetesSerialization().unmarshal(crd, CustomResourceDefinition.class))
                    .create();
        }
    }

    @TestFactory
    Stream<DynamicTest> aFewScenariosGoAsTold() {
        return Scenario.all().filter(Scenario::isOneOfTheFew).map(this::play);
    }

    @TestFactory
    @Tag("full")
    Stream<DynamicTest> theOtherScenariosGoAsTold() {
        return Scenario.all().filter(scenario -> !scenario.isOneOfTheFew()).map(this::play);
    }

    private DynamicTest play(Scenario scenario) {
        return DynamicTest.dynamicTest(scenario.name(), () -> {
            PlayClock clock = new PlayClock(START);
            ServerWorld world = new ServerWorld(client, scenario.name(), scenario, Scripts.metrics(scenario, clock));
            List<String> account = new Play(scenario, world, clock).run();
            assertThat(account).isEqualTo(scenario.expected());
        });
    }
}
