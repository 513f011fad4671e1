package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.PrometheusServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Two replicas as they are installed: with leader election, and with no more rights than deploy/ gives them. */
@Tag("server")
@Isolated("its admission policies would refuse the statuses that other operators write")
class LeastPrivilegeE2E {
    static final String NAMESPACE = "featurerollout-system";
    private static final Set<String> NEEDED =
            Set.of("Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");

    private static final Set<String> POLICIES = Set.of("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding");

    @BeforeAll
    static void install() throws Exception {
        installRights();
        apply(POLICIES);
    }

    /** Gives the operator's ServiceAccount what deploy/ gives it. */
    static void installRights() throws Exception {
        apply(NEEDED);
    }

    private static void apply(Set<String> kinds) throws Exception {
        for (HasMetadata item : manifest()) {
            if (kinds.contains(item.getKind())) {
                ControlPlane.shared().client().resource(item).createOr(existing -> existing.update());
            }
        }
    }

    @AfterAll
    static void removePolicies() throws Exception {
        for (HasMetadata item : manifest()) {
            if (POLICIES.contains(item.getKind())) {
                ControlPlane.shared().client().resource(item).delete();
            }
        }
    }

    private static List<HasMetadata> manifest() throws IOException {
        try (InputStream manifest = Files.newInputStream(Path.of("deploy/featurerollout.yaml"))) {
            return ControlPlane.shared().client().load(manifest).items();
        }
    }

    @Test
    void itsRightsSufficeAndWhenTheLeaderDiesTheOtherGoesOn() throws Exception {
        try (Traffic traffic = new Traffic();
                ApiProxy first = serviceAccount();
                ApiProxy second = serviceAccount();
                PrometheusServer prometheus = new PrometheusServer("least-privilege")
                        .scrape("shop", Duration.ofSeconds(1), traffic.address())
                        .start()) {
            Story story = new Story(traffic);
            try (OperatorProcess leader =
                            replica("replica-1", prometheus, traffic, first).start();
                    OperatorProcess standby =
                            replica("replica-2", prometheus, traffic, second).start()) {
                story.begin("rollback: {onDelete: Restore}");
                story.awaitStage("quarter");
                assertThat(leader.metrics()).contains("featurerollout_leader 1.0");
                assertThat(standby.metrics()).contains("featurerollout_leader 0.0");

                leader.kill();

                story.awaitState("Completed");
                assertThat(standby.metrics()).contains("featurerollout_leader 1.0");
                assertThat(story.entered())
                        .containsExactly("canary (5 %)", "quarter (25 %)", "half (50 %)", "everyone (100 %)");
                story.delete();
                story.awaitThat("restored and gone", () -> story.rollout() == null);
                assertThat(story.document()).isEqualTo(Story.DOCUMENT);
                story.awaitEvents("StageEntered", "Completed");
            }
        }
    }

    @Test
    void itMayGetSingleSecretsOfItsOwnNamespaceAndNoOthers() {
        String elsewhere = ControlPlane.shared().newNamespace();
        KubernetesClient admin = ControlPlane.shared().client();
        for (String namespace : List.of(NAMESPACE, elsewhere)) {
            admin.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName("least-privilege")
                            .withNamespace(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        try (KubernetesClient operator = ControlPlane.shared()
                .clientAs("system:serviceaccount:" + NAMESPACE + ":featurerollout", "system:authenticated")) {
            assertThat(operator.secrets()
                            .inNamespace(NAMESPACE)
                            .withName("least-privilege")
                            .get())
                    .isNotNull();
            for (ThrowingCallable more : List.<ThrowingCallable>of(
                    () -> operator.secrets().inNamespace(NAMESPACE).list(),
                    () -> operator.secrets()
                            .inNamespace(elsewhere)
                            .withName("least-privilege")
                            .get(),
                    () -> operator.secrets().inNamespace(elsewhere).list(),
                    () -> operator.secrets().inAnyNamespace().list(),
                    () -> operator.secrets()
                            .inNamespace(NAMESPACE)
                            .withName("least-privilege")
                            .delete())) {
                assertThatExceptionOfType(KubernetesClientException.class)
                        .isThrownBy(more)
                        .matches(refused -> refused.getCode() == 403, "forbidden");
            }
        }
    }

    static ApiProxy serviceAccount() {
        return new ApiProxy()
                .inTheNameOf(
                        "system:serviceaccount:" + NAMESPACE + ":featurerollout",
                        "system:serviceaccounts",
                        "system:authenticated");
    }

    private static OperatorProcess replica(String name, PrometheusServer prometheus, Traffic traffic, ApiProxy proxy) {
        return new OperatorProcess(name, prometheus)
                .option("--selector=" + traffic.label())
                .through(proxy)
                .environment("FEATUREROLLOUT_LEADER_ELECTION", "true")
                .environment("FEATUREROLLOUT_LEADER_ELECTION_NAMESPACE", NAMESPACE)
                .environment("HOSTNAME", name);
    }
}
