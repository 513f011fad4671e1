package dev.featurerollout.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.gitops.GitOpsTool.Sync;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Git owns the base and its tool heals it without any setting; the operator generates what services read. Every version
 * of that is looked at.
 */
class GeneratedFlagsIT {
    private static final String KEY = "flags.json";
    private static final String TRACKED = "example.com/tracked-by-the-tool";
    private static final String BASE = """
        {"flags": {
          "new-checkout": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
            "targeting": {"fractional": [["on", 0], ["off", 100]]}},
          "banner": {"state": "ENABLED", "variants": {"a": "hello", "b": "bye", "c": "!"}, "defaultVariant": "a"}
        }}
        """;
    private static final Pattern SHARE = Pattern.compile("\\[\"on\", (\\d+)], \\[\"off\", (\\d+)]");
    private static final Pattern BANNER = Pattern.compile("\"defaultVariant\": \"([abc])\"");
    private static final String ROLLOUT = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: new-checkout, namespace: %s}
        spec:
          revision: "1"
          flags:
          - name: checkout
            configMapRef: {name: shop-flags, key: flags.json}
            from: {name: shop-flags-base, key: flags.json}
            format: Flagd
            flag: new-checkout
            variation: "on"
          stages:
          - {name: canary, percentage: 5, bakeTime: 2s}
          - {name: half, percentage: 50, bakeTime: 6s}
          - {name: everyone, percentage: 100, bakeTime: 2s}
          propagation: {delay: 0s}
          allowUnguarded: true
        """;

    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace = ControlPlane.shared().newNamespace();
    private final List<String> versions = new CopyOnWriteArrayList<>();
    private final Watch watch = effective().watch(new Watcher<>() {
        @Override
        public void eventReceived(Action action, ConfigMap configMap) {
            versions.add(
                    action == Action.DELETED ? "deleted" : configMap.getData().get(KEY));
        }

        @Override
        public void onClose(WatcherException cause) {
            // The test ends.
        }
    });
    private GitOpsTool tool;
    private RunningOperator operator;

    private void begin(Sync sync) {
        tool = new GitOpsTool(client, git(BASE), GitOpsTool.pruning(sync, TRACKED));
        client.resource(ROLLOUT.formatted(namespace)).create();
        operator = new RunningOperator(namespace, "new-checkout");
    }

    @AfterEach
    void stop() {
        watch.close();
        tool.close();
        operator.close();
    }

    static List<Arguments> tools() {
        return List.of(
                Arguments.of("Argo CD", GitOpsTool.ARGO_CD_CLIENT_SIDE),
                Arguments.of("Argo CD with server-side apply", GitOpsTool.ARGO_CD_SERVER_SIDE),
                Arguments.of("Flux", GitOpsTool.FLUX_OVERRIDE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tools")
    void othersChangesArriveInEveryStageAndTheFlagIsNeverAtAWrongPercentage(String name, Sync sync) {
        begin(sync);
        operator.awaitStage("half");
        tool.commit(git(BASE.replace("\"a\"}", "\"b\"}")));
        awaitBanner("b");
        operator.awaitState("Completed");
        assertThat(shown()).containsExactly("0 a", "5 a", "50 a", "50 b", "100 b");

        tool.commit(git(BASE.replace("\"a\"}", "\"c\"}")));
        operator.patchSpec("{\"rollback\":{\"requested\":true}}");
        operator.awaitState("RolledBack");
        awaitBanner("c");

        assertThat(versions.get(versions.size() - 1))
                .as("after the rollback it is the base")
                .isEqualTo(BASE.replace("\"a\"}", "\"c\"}"));
        assertThat(shown().subList(5, 7)).isIn(List.of("100 c", "0 c"), List.of("0 b", "0 c"));
        assertThat(shown()).hasSize(7);
        assertThat(operator.history())
                .containsExactly("StageEntered", "StageEntered", "StageEntered", "Completed", "RolledBack");
        assertNobodyWroteTheBase();
    }

    @Test
    void anOperatorThatIsGoneWhileGitChangesCatchesUpWithoutAMomentAtAWrongPercentage() {
        begin(GitOpsTool.FLUX_OVERRIDE);
        operator.awaitStage("half");
        operator.close();
        tool.commit(git(BASE.replace("\"a\"}", "\"b\"}")));
        operator = new RunningOperator(namespace, "new-checkout");
        awaitBanner("b");
        operator.awaitState("Completed");
        assertThat(shown()).startsWith("0 a", "5 a", "50 a").endsWith("100 b").hasSize(5);
        assertThat(shown().get(3)).isEqualTo("50 b");

        // Git commits the final value; the feature has been there all the time.
        String last = BASE.replace("[\"on\", 0], [\"off\", 100]", "[\"on\", 100], [\"off\", 0]");
        tool.commit(git(last));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> effective().get().getData().get(KEY).equals(last));
        assertThat(shown()).hasSize(6).endsWith("100 a");
    }

    @Test
    void aBaseThatCannotBeUsedIsToldAndKeepsNothingFromGoingBack() {
        begin(GitOpsTool.ARGO_CD_SERVER_SIDE);
        operator.awaitStage("half");
        tool.commit(git(BASE.replace("new-checkout", "newer-checkout")));
        await().atMost(Duration.ofSeconds(20)).until(() -> inSync().reason().equals("BaseNotUsable"));
        assertThat(inSync().message())
                .startsWith("shop-flags/flags.json does not follow its base shop-flags-base/flags.json: ")
                .contains("new-checkout");
        operator.patchSpec("{\"rollback\":{\"requested\":true}}");
        operator.awaitState("RolledBack");
        assertThat(effective().get().getData()).containsEntry(KEY, BASE);
        assertThat(shown()).containsExactly("0 a", "5 a", "50 a", "0 a");

        tool.commit(git(BASE.replace("\"a\"}", "\"b\"}")));
        await().atMost(Duration.ofSeconds(20)).until(() -> inSync().status().equals("True"));
        assertThat(shown()).containsExactly("0 a", "5 a", "50 a", "0 a", "0 b");
        assertThat(operator.history()).doesNotContain("DriftCorrected");
    }

    @Test
    void beforeTheAttemptBeginsTheFlagFollowsTheBase() {
        tool = new GitOpsTool(client, git(BASE), GitOpsTool.FLUX_OVERRIDE);
        client.resource(ROLLOUT.formatted(namespace).replace("revision: \"1\"", "suspend: true"))
                .create();
        operator = new RunningOperator(namespace, "new-checkout");
        operator.awaitState("Suspended");
        String three = BASE.replace("[\"on\", 0], [\"off\", 100]", "[\"on\", 3], [\"off\", 97]");
        tool.commit(git(three));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> effective().get().getData().get(KEY).equals(three));
        assertThat(shown()).containsExactly("0 a", "3 a");
    }

    private Condition inSync() {
        return RunningOperator.condition(operator.status().orElseThrow(), "FlagsInSync");
    }

    private void awaitBanner(String variant) {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        !versions.isEmpty() && shown().get(versions.size() - 1).endsWith(variant));
    }

    /** Returns what each version says: the flag's percentage, and the variant of the banner. */
    private List<String> shown() {
        List<String> shown = new ArrayList<>();
        for (String version : versions) {
            Matcher share = SHARE.matcher(version);
            Matcher banner = BANNER.matcher(version);
            assertThat(share.find() && banner.find()).as(version).isTrue();
            assertThat(Integer.parseInt(share.group(1)) + Integer.parseInt(share.group(2)))
                    .isEqualTo(100);
            shown.add(share.group(1) + " " + banner.group(1));
        }
        return shown;
    }

    private void assertNobodyWroteTheBase() {
        ConfigMap base = client.resource(git(BASE)).get();
        assertThat(base.getMetadata().getManagedFields())
                .noneMatch(entry -> entry.getManager().startsWith("featurerollout"));
        assertThat(effective().get().getMetadata().getLabels()).isEqualTo(Map.of("featurerollout.dev/flags", "true"));
    }

    private Resource<ConfigMap> effective() {
        return client.configMaps().inNamespace(namespace).withName("shop-flags");
    }

    private ConfigMap git(String document) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("shop-flags-base")
                .withNamespace(namespace)
                .addToLabels("featurerollout.dev/flags", "base")
                .addToLabels(TRACKED, "true")
                .endMetadata()
                .addToData(KEY, document)
                .build();
    }
}
