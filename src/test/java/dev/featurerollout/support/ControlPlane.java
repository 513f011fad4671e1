package dev.featurerollout.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real API server for integration tests, with the CRDs of this project.
 *
 * <p>One for all tests of a JVM, started by the first that asks and stopped when the JVM ends; tests keep apart by
 * namespaces. There are no controllers: nothing is garbage-collected, and a deleted namespace stays. The system property
 * {@code featurerollout.kubernetes} names the minor version.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Path CRDS = Path.of("crds");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final AtomicInteger namespaces = new AtomicInteger();
    private final ApiServer server;
    private final KubernetesClient client;
    private final Kubectl kubectl;
    private final Path home;

    private ControlPlane(Path home) {
        this.home = home;
        Path binaries = HackScript.folder("control-plane", System.getProperty("featurerollout.kubernetes", ""));
        server = new ApiServer(binaries, home);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        await().atMost(PATIENCE).until(() -> {
            server.checkAlive();
            return server.hasCertificate();
        });
        client = newClient(config());
        kubectl = new Kubectl(binaries.resolve("kubectl").toString(), kubeconfig(), home);
        awaitReady();
        install();
    }

    private static final class Shared {
        static final ControlPlane INSTANCE = new ControlPlane(newFolder());
    }

    /** Returns the one of this JVM, ready and with the CRDs established. */
    public static ControlPlane shared() {
        return Shared.INSTANCE;
    }

    /** Returns another one, for tests that install and remove CRDs; the caller closes it. */
    public static ControlPlane separate() {
        return new ControlPlane(newFolder());
    }

    /** Returns a client that may do everything; it belongs to all tests: don't close it. */
    public KubernetesClient client() {
        return client;
    }

    /** Returns a new client that may do what {@code user} may, for tests of least privilege; the caller closes it. */
    public KubernetesClient clientAs(String user, String... groups) {
        return newClient(new ConfigBuilder(config())
                .withImpersonateUsername(user)
                .withImpersonateGroups(groups)
                .build());
    }

    /** Returns a kubeconfig whose user may do everything. */
    public String kubeconfig() {
        return server.kubeconfig();
    }

    /** Returns the real kubectl, as a user who may do everything. */
    public Kubectl kubectl() {
        return kubectl;
    }

    /** Creates a namespace of its own for a test. */
    public String newNamespace() {
        String name = "test-" + namespaces.incrementAndGet();
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    /** Restarts kube-apiserver on its port, with the data it had; watches break off. Returns when it is ready. */
    public void restart() {
        server.restart();
        awaitReady();
    }

    private Config config() {
        return Config.fromKubeconfig(kubeconfig());
    }

    private static KubernetesClient newClient(Config config) {
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private void awaitReady() {
        await("API server is ready").atMost(PATIENCE).until(() -> {
            server.checkAlive();
            return isReady();
        });
    }

    private boolean isReady() {
        try {
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private void install() {
        for (Path crd : crds()) {
            JsonNode definition = Manifests.json(crd);
            client.raw("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "POST", definition);
            String name = definition.at("/metadata/name").textValue();
            client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(name)
                    .waitUntilCondition(ControlPlane::isEstablished, PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static boolean isEstablished(CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                && Stream.ofNullable(crd.getStatus().getConditions())
                        .flatMap(List::stream)
                        .anyMatch(it -> "Established".equals(it.getType()) && "True".equals(it.getStatus()));
    }

    private static List<Path> crds() {
        return Manifests.in(CRDS);
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("control-plane");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Only for {@link #separate}; the shared one is closed when the JVM ends. */
    @Override
    public void close() {
        if (Files.exists(home)) {
            server.stop();
            delete(home);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
