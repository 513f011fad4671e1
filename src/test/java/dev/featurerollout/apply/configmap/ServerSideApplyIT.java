package dev.featurerollout.apply.configmap;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.FlagStore.Freshness;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Flags are written by server-side apply: their keys become ours, and nothing else changes, whoever made the rest. */
@Tag("server")
class ServerSideApplyIT {
    private static final String NAME = "shop-flags";
    private static final FlagTarget CHECKOUT = flag("checkout");
    private static final FlagTarget SEARCH = flag("search");
    private static final String MANIFEST = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: shop-flags
          labels: {featurerollout.dev/flags: "true", team: shop}
          annotations: {owner: "checkout@example.com"}
        data: {checkout: "0", search: "0", banner: "hello"}
        binaryData: {logo: aGVsbG8=}
        """;

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final String namespace = plane.newNamespace();
    private final FlagStore flags = new ConfigMapFlagStore(new ConfigMaps(client, ConfigMaps.Cache.NONE));

    @TempDir
    Path folder;

    private enum Maker {
        KUBECTL_CREATE,
        KUBECTL_APPLY,
        KUBECTL_SERVER_SIDE_APPLY,
        HELM
    }

    @ParameterizedTest
    @EnumSource
    void twoRolloutsMoveTwoKeysAndNothingElseWhoeverMadeTheConfigMap(Maker maker) throws IOException {
        make(maker);
        ConfigMap made = configMap();

        write(CHECKOUT, 5);
        write(SEARCH, 10);
        write(CHECKOUT, 25);

        ConfigMap now = configMap();
        assertThat(now.getData())
                .containsExactlyInAnyOrderEntriesOf(Map.of("checkout", "25", "search", "10", "banner", "hello"));
        assertThat(now.getBinaryData()).isEqualTo(made.getBinaryData());
        assertThat(now.getMetadata().getLabels()).isEqualTo(made.getMetadata().getLabels());
        assertThat(now.getMetadata().getAnnotations())
                .isEqualTo(made.getMetadata().getAnnotations());
        assertThat(OwnKeys.of(now)).containsExactly("checkout", "search");
        assertThat(owners("checkout")).containsExactly("featurerollout Apply");
        assertThat(owners("banner")).isNotEmpty().noneMatch(owner -> owner.startsWith("featurerollout"));
    }

    @Test
    void anOperatorFromBeforeThisWasSoLeavesNothingBehindThatMatters() throws IOException {
        make(Maker.KUBECTL_APPLY);
        merge("featurerollout", Map.of("checkout", "5"));
        merge("featurerollout", Map.of("search", "10"));
        assertThat(owners("checkout")).containsExactly("featurerollout Update");

        write(CHECKOUT, 25);

        assertThat(configMap().getData()).containsEntry("checkout", "25").containsEntry("search", "10");
        assertThat(owners("checkout")).containsExactly("featurerollout Apply");
        assertThat(owners("search")).containsExactly("featurerollout Update");
        write(SEARCH, 20);
        assertThat(owners("search")).containsExactly("featurerollout Apply");
    }

    @Test
    void aKeyThatSomebodyElseTookOverIsNotTouchedAgain() throws IOException {
        make(Maker.KUBECTL_APPLY);
        write(CHECKOUT, 5);
        write(SEARCH, 10);
        merge("kubectl-edit", Map.of("search", "1"));
        assertThat(owners("search")).containsExactly("kubectl-edit Update");

        write(CHECKOUT, 25);

        assertThat(configMap().getData()).containsEntry("checkout", "25").containsEntry("search", "1");
        assertThat(owners("search")).containsExactly("kubectl-edit Update");
    }

    @Test
    void aKeyThatSomebodyDeletedStaysDeleted() throws IOException {
        make(Maker.KUBECTL_APPLY);
        write(CHECKOUT, 5);
        write(SEARCH, 10);
        configMaps().patch(PatchContext.of(PatchType.JSON), """
            [{"op": "remove", "path": "/data/search"}]\
            """);

        write(CHECKOUT, 25);

        assertThat(configMap().getData()).containsEntry("checkout", "25").doesNotContainKey("search");
    }

    @Test
    void aCacheThatKeepsOurKeysAloneLosesNone() throws IOException {
        make(Maker.KUBECTL_APPLY);
        FlagStore cached = new ConfigMapFlagStore(new ConfigMaps(client, (in, name) -> Optional.of(slim())));
        for (FlagTarget flag : List.of(CHECKOUT, SEARCH, CHECKOUT)) {
            FlagState.Readable before = (FlagState.Readable) cached.read(namespace, flag, Freshness.Cached);
            int next = before.reach().percentage().isZero() ? 5 : 25;
            assertThat(cached.write(
                            namespace, Holder.configMap(NAME), before.resourceVersion(), Map.of(flag, to(next))))
                    .isInstanceOf(FlagStore.Done.class);
        }
        assertThat(configMap().getData()).containsEntry("checkout", "25").containsEntry("search", "5");
        assertThat(slim().getMetadata().getManagedFields()).hasSize(1);
    }

    @Test
    void whatHasChangedSinceItWasReadIsNotWritten() throws IOException {
        make(Maker.KUBECTL_APPLY);
        ConfigMap before = configMap();
        merge("kubectl-edit", Map.of("banner", "bye"));
        FlagStore late = new ConfigMapFlagStore(new ConfigMaps(client, (in, name) -> Optional.of(before)));

        assertThat(late.write(namespace, Holder.configMap(NAME), version(before), Map.of(CHECKOUT, to(5))))
                .isInstanceOf(FlagStore.Conflict.class);
        assertThat(configMap().getData()).containsEntry("checkout", "0").containsEntry("banner", "bye");
    }

    @Test
    void whatWasDeletedSinceItWasReadIsNotCreatedAgain() throws IOException {
        make(Maker.KUBECTL_APPLY);
        ConfigMap before = configMap();
        configMaps().delete();
        FlagStore late = new ConfigMapFlagStore(new ConfigMaps(client, (in, name) -> Optional.of(before)));

        assertThat(late.write(namespace, Holder.configMap(NAME), version(before), Map.of(CHECKOUT, to(5))))
                .isInstanceOf(FlagStore.Conflict.class);
        assertThat(configMap()).isNull();
    }

    private void make(Maker maker) throws IOException {
        Path manifest = Files.writeString(folder.resolve("configmap.yaml"), MANIFEST);
        String file = manifest.toString();
        switch (maker) {
            case KUBECTL_CREATE -> plane.kubectl().run("create", "-n", namespace, "-f", file);
            case KUBECTL_APPLY -> plane.kubectl().run("apply", "-n", namespace, "-f", file);
            case KUBECTL_SERVER_SIDE_APPLY ->
                plane.kubectl().run("apply", "--server-side", "-n", namespace, "-f", file);
            case HELM -> install(manifest);
        }
    }

    private void install(Path manifest) throws IOException {
        Path chart = Files.createDirectories(folder.resolve("chart"));
        Files.writeString(chart.resolve("Chart.yaml"), "{apiVersion: v2, name: shop, version: 0.1.0}");
        Files.copy(manifest, Files.createDirectories(chart.resolve("templates")).resolve("configmap.yaml"));
        new Helm(chart)
                .install()
                .withName("shop")
                .withNamespace(namespace)
                .withKubeConfigContents(plane.kubeconfig())
                .call();
    }

    private void write(FlagTarget flag, int percentage) {
        FlagState.Readable before = (FlagState.Readable) flags.read(namespace, flag, Freshness.Live);
        assertThat(flags.write(
                        namespace, Holder.configMap(NAME), before.resourceVersion(), Map.of(flag, to(percentage))))
                .isInstanceOf(FlagStore.Done.class);
    }

    private void merge(String manager, Map<String, String> data) {
        configMaps()
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(manager)
                                .build(),
                        client.getKubernetesSerialization().asJson(Map.of("data", data)));
    }

    private ConfigMap slim() {
        ConfigMap copy = new ConfigMapBuilder(configMap()).build();
        OwnKeys.keepNothingElse(copy);
        return copy;
    }

    private Set<String> owners(String key) {
        return configMap().getMetadata().getManagedFields().stream()
                .filter(entry -> OwnKeys.isOwned(entry, key))
                .map(ServerSideApplyIT::text)
                .collect(Collectors.toSet());
    }

    private static String text(ManagedFieldsEntry entry) {
        return entry.getManager() + " " + entry.getOperation();
    }

    private ConfigMap configMap() {
        return configMaps().get();
    }

    private Resource<ConfigMap> configMaps() {
        return client.configMaps().inNamespace(namespace).withName(NAME);
    }

    private static String version(ConfigMap configMap) {
        return configMap.getMetadata().getResourceVersion();
    }

    private static FlagStore.To to(int percentage) {
        return new FlagStore.To(Reach.of(Percentage.of(percentage)));
    }

    private static FlagTarget flag(String key) {
        return new FlagTarget(
                key, NAME, key, FlagFormatName.Plain, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
