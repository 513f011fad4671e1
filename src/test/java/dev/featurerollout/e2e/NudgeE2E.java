package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.apply.pods.PodAnnotation;
import dev.featurerollout.apply.pods.Pods;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.PrometheusServer;
import dev.featurerollout.support.RunningPods;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;

/** Pods are told of changes of the flags by an operator with the rights of deploy/, and with those of a chart's value. */
class NudgeE2E {
    private static final String NUDGE = "propagation: {delay: 0s, nudgePods: {matchLabels: {app: checkout}}}";
    private static final String LIVE = "volumeMounts: [{name: flags, mountPath: /flags}]";
    private static final String BY_SUB_PATH =
            "volumeMounts: [{name: flags, mountPath: /etc/flags.json, subPath: flags.json}]";

    private final KubernetesClient client = ControlPlane.shared().client();

    @BeforeAll
    static void installRights() throws Exception {
        LeastPrivilegeE2E.installRights();
    }

    /** What rbac.nudgePods=true adds; the chart's tests hold the value to it. */
    private void allowNudging(String namespace) {
        String rights = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: nudge, namespace: %1$s}
            rules: [{apiGroups: [""], resources: [pods], verbs: [list, patch]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: nudge, namespace: %1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: nudge}
            subjects: [{kind: ServiceAccount, name: featurerollout, namespace: %2$s}]
            """.formatted(namespace, LeastPrivilegeE2E.NAMESPACE);
        client.load(new ByteArrayInputStream(rights.getBytes(StandardCharsets.UTF_8)))
                .create();
    }

    @StoryTest
    void podsAreToldOfAnAdvanceAndOfARollback() throws Exception {
        try (Traffic traffic = new Traffic();
                ApiProxy proxy = LeastPrivilegeE2E.serviceAccount();
                PrometheusServer prometheus = new PrometheusServer("nudge")
                        .scrape("shop", Duration.ofSeconds(1), traffic.address())
                        .start()) {
            Story story = new Story(traffic);
            allowNudging(story.namespace());
            RunningPods pods = new RunningPods(client, story.namespace());
            pods.deployment("checkout", 2, LIVE);
            pods.deployment("cart", 1, BY_SUB_PATH);
            pods.create("checkout", "checkout-waits", "Pending", LIVE);
            try (OperatorProcess operator = new OperatorProcess("nudge", prometheus, story.namespace())
                    .through(proxy)
                    .start()) {
                story.begin(NUDGE);
                story.awaitStage("canary");
                // Unknown as long as the pods have not answered: a busy machine may take its time.
                story.awaitThat(
                        "pods told",
                        () -> condition(story, "PodsNudged").status().equals("True"));
                Map<String, String> advanced = pods.annotations(PodAnnotation.NAME);
                assertThat(advanced).containsOnlyKeys("checkout-7d9f8c-0", "checkout-7d9f8c-1");
                assertThat(advanced.values()).allMatch(value -> value.startsWith("shop-flags@"));
                assertThat(condition(story, "FlagsDeliverable").message())
                        .contains("Deployment cart (1 pod): container app mounts shop-flags by subPath");

                proxy.forgetRequests();
                story.patch("{\"spec\": {\"rollback\": {\"requested\": true}}}");
                story.awaitState("RolledBack");

                story.awaitThat(
                        "pods told again",
                        () -> pods.annotations(PodAnnotation.NAME).values().stream()
                                .noneMatch(advanced::containsValue));
                assertThat(pods.annotations(PodAnnotation.NAME)).containsOnlyKeys(advanced.keySet());
                // Before the status, says NudgePodsTest; a busy machine takes longer than the operator waits for pods.
                assertThat(proxy.requests(request -> !request.isWatch() && !request.isEvent()).stream()
                                .map(NudgeE2E::word)
                                .filter(word -> !word.isEmpty()))
                        .containsSubsequence("flags", "list pods", "pod", "pod");
                assertThat(operator.metrics()).contains("featurerollout_pod_nudges_total{result=\"told\"}");
                story.awaitEvents("FlagsUndeliverable");
            }
        }
    }

    private static String word(ApiProxy.Request request) {
        if (request.patchesConfigMap()) {
            return "flags";
        }
        if (request.listsPods()) {
            return "list pods";
        }
        if (request.writesStatus()) {
            return "status";
        }
        return request.method().equals("PATCH") && request.path().contains("/pods/") ? "pod" : "";
    }

    @StoryTest
    void withoutTheRightTheRolloutGoesOnAndSaysWhatIsMissing() throws Exception {
        try (Traffic traffic = new Traffic();
                ApiProxy proxy = LeastPrivilegeE2E.serviceAccount();
                PrometheusServer prometheus = new PrometheusServer("nudge-denied")
                        .scrape("shop", Duration.ofSeconds(1), traffic.address())
                        .start()) {
            Story story = new Story(traffic);
            new RunningPods(client, story.namespace()).deployment("checkout", 1, LIVE);
            try (OperatorProcess operator = new OperatorProcess("nudge-denied", prometheus, story.namespace())
                    .through(proxy)
                    .start()) {
                story.begin(NUDGE);
                story.awaitStage("quarter");
                assertThat(operator.isAlive()).isTrue();
                assertThat(condition(story, "PodsNudged").reason()).isEqualTo("Forbidden");
                assertThat(condition(story, "PodsNudged").message())
                        .contains("may not list pods", "rbac.nudgePods=true");
                assertThat(condition(story, "FlagsDeliverable").status()).isEqualTo("Unknown");
                assertThat(condition(story, "FlagsDeliverable").message()).contains("rbac.readPods=true");
                assertThat(story.awaitEvents("PodsNotNudged")).doesNotContain("FlagsUndeliverable");
            }
        }
    }

    @StoryTest
    void threeHundredPodsAreTwoListsAndAPatchEach() throws Exception {
        String namespace = ControlPlane.shared().newNamespace();
        RunningPods pods = new RunningPods(client, namespace);
        pods.deployment("checkout", 300, LIVE);
        try (ApiProxy proxy = new ApiProxy();
                KubernetesClient through = proxy.client();
                PodAnnotation annotation = new PodAnnotation(new Pods(through))) {
            assertThat(annotation
                            .nudge(namespace, Map.of("app", "checkout"), "shop-flags@1")
                            .told())
                    .isEqualTo(300);
            assertThat(proxy.requests(ApiProxy.Request::listsPods)).hasSize(2);
            assertThat(proxy.requests(request -> request.method().equals("PATCH")))
                    .hasSize(300);
            assertThat(pods.annotations(PodAnnotation.NAME))
                    .hasSize(300)
                    .allSatisfy((pod, value) -> assertThat(value).isEqualTo("shop-flags@1"));

            proxy.forgetRequests();
            assertThat(annotation
                            .nudge(namespace, Map.of("app", "checkout"), "shop-flags@1")
                            .told())
                    .isEqualTo(300);
            assertThat(proxy.requests(request -> true))
                    .as("who knows of it is left alone")
                    .hasSize(2);
        }
    }

    private static Condition condition(Story story, String type) {
        return Story.condition(story.status(), type);
    }
}
