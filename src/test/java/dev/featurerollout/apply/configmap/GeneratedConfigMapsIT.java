package dev.featurerollout.apply.configmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.FlagStore.Freshness;
import dev.featurerollout.apply.GeneratedDocument.Kept;
import dev.featurerollout.model.BaseDocument;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Generated ConfigMaps on a real API server: created, kept up to date, and left alone when that is right. */
@Tag("server")
class GeneratedConfigMapsIT {
    private static final FlagTarget CHECKOUT = flag("checkout.txt");
    private static final FlagTarget SEARCH = flag("search.txt");

    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace = ControlPlane.shared().newNamespace();
    private final ConfigMaps configMaps = new ConfigMaps(client, ConfigMaps.Cache.NONE);
    private final FlagStore flags = new ConfigMapFlagStore(configMaps);
    private final GeneratedConfigMaps generated = new GeneratedConfigMaps(configMaps);

    private static FlagTarget flag(String key) {
        return new FlagTarget(
                        key,
                        "shop-flags",
                        key,
                        FlagFormatName.Plain,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .from(new BaseDocument("shop-flags-base", key));
    }

    private Optional<String> follow(FlagTarget flag, Kept... kept) {
        return generated.follow(namespace, flag, () -> List.of(kept));
    }

    private static Kept kept(FlagTarget flag, int confirmed) {
        return new Kept(flag, Reach.of(Percentage.of(confirmed)));
    }

    @Test
    void itIsCreatedLabelledAndSaysWhereItComesFrom() {
        commit("base", Map.of("checkout.txt", "0\n"));
        assertThat(follow(CHECKOUT)).isEmpty();
        ConfigMap made = effective().get();
        assertThat(made.getData()).isEqualTo(Map.of("checkout.txt", "0\n"));
        assertThat(made.getMetadata().getLabels()).isEqualTo(Map.of("featurerollout.dev/flags", "true"));
        assertThat(made.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(made.getMetadata().getAnnotations())
                .containsOnlyKeys("featurerollout.dev/generated-from")
                .containsValue("checkout.txt: shop-flags-base/checkout.txt sha256:"
                        + "9a271f2a916b0b6ee6cecb2426f0b3206ef074578be55d9bc94f6f3fe3ab86aa");
        assertThat(made.getMetadata().getManagedFields())
                .allMatch(entry -> entry.getManager().equals("featurerollout"));
    }

    @Test
    void nothingChangedNothingWritten() {
        commit("base", Map.of("checkout.txt", "0"));
        follow(CHECKOUT);
        String version = effective().get().getMetadata().getResourceVersion();
        assertThat(follow(CHECKOUT)).isEmpty();
        assertThat(effective().get().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    @Test
    void twoDocumentsOfOneConfigMapAreGeneratedAndMovedBesideEachOther() {
        commit("base", Map.of("checkout.txt", "0", "search.txt", "0"));
        follow(CHECKOUT);
        follow(SEARCH);
        write(CHECKOUT, 5);
        write(SEARCH, 10);
        commit("base", Map.of("checkout.txt", "0\n", "search.txt", "0\n"));
        follow(CHECKOUT, kept(CHECKOUT, 5));
        write(SEARCH, 25);
        follow(SEARCH, kept(SEARCH, 25));

        assertThat(effective().get().getData()).isEqualTo(Map.of("checkout.txt", "5\n", "search.txt", "25\n"));
        assertThat(effective().get().getMetadata().getLabels()).containsEntry("featurerollout.dev/flags", "true");
        String version = effective().get().getMetadata().getResourceVersion();
        follow(CHECKOUT, kept(CHECKOUT, 5));
        follow(SEARCH, kept(SEARCH, 25));
        assertThat(effective().get().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    @Test
    void aFlagThatMovesWhileItIsGeneratedIsGeneratedAtWhereItMovedTo() {
        commit("base", Map.of("checkout.txt", "0"));
        follow(CHECKOUT);
        commit("base", Map.of("checkout.txt", "0\n"));
        boolean[] moved = {false};
        assertThat(generated.follow(namespace, CHECKOUT, () -> {
                    if (!moved[0]) {
                        moved[0] = true;
                        write(CHECKOUT, 25);
                    }
                    return List.of(kept(CHECKOUT, 0));
                }))
                .isEmpty();
        assertThat(effective().get().getData()).isEqualTo(Map.of("checkout.txt", "25\n"));
    }

    @Test
    void oneWithoutTheLabelAndOneThatIsImmutableAreLeftAlone() {
        commit("base", Map.of("checkout.txt", "0"));
        client.resource(configMap("shop-flags", "", Map.of("other", "1"))).create();
        follow(CHECKOUT);
        assertThat(effective().get().getData()).isEqualTo(Map.of("other", "1"));
        effective().delete();
        client.resource(new ConfigMapBuilder(configMap("shop-flags", "true", Map.of("other", "1")))
                        .withImmutable(true)
                        .build())
                .create();
        follow(CHECKOUT);
        assertThat(effective().get().getData()).isEqualTo(Map.of("other", "1"));
    }

    @Test
    void whatIsWrongWithABaseIsToldWithTheWayOut() {
        assertThat(follow(CHECKOUT).orElseThrow())
                .startsWith("shop-flags/checkout.txt does not follow its base shop-flags-base/checkout.txt: ")
                .contains("does not exist in namespace " + namespace, "featurerollout.dev/flags=base");
        commit("", Map.of("checkout.txt", "0"));
        assertThat(follow(CHECKOUT).orElseThrow())
                .contains("kubectl label configmap shop-flags-base -n " + namespace
                        + " featurerollout.dev/flags=base --overwrite");
        commit("base", Map.of("other.txt", "0"));
        assertThat(follow(CHECKOUT).orElseThrow()).contains("no key checkout.txt", "[other.txt]", "from.key");
        assertThat(effective().get()).isNull();
    }

    @Test
    void withoutTheRightToCreateItSaysSoAndAnEmptyOneIsEnough() {
        commit("base", Map.of("checkout.txt", "0"));
        client.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("operator")
                        .withNamespace(namespace)
                        .endMetadata()
                        .addNewRule()
                        .addToApiGroups("")
                        .addToResources("configmaps")
                        .addToVerbs("get", "list", "watch", "patch")
                        .endRule()
                        .build())
                .create();
        client.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("operator")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "operator")
                        .addNewSubject("rbac.authorization.k8s.io", "User", "operator", null)
                        .build())
                .create();
        try (KubernetesClient limited = ControlPlane.shared().clientAs("operator")) {
            GeneratedConfigMaps withFewRights = new GeneratedConfigMaps(new ConfigMaps(limited, ConfigMaps.Cache.NONE));
            assertThat(withFewRights.follow(namespace, CHECKOUT, List::of).orElseThrow())
                    .contains("may not create ConfigMaps", "rbac.createConfigMaps=true", "kubectl create configmap");
            ControlPlane.shared().kubectl().run("create", "configmap", "shop-flags", "-n", namespace);
            ControlPlane.shared()
                    .kubectl()
                    .run("label", "configmap", "shop-flags", "-n", namespace, "featurerollout.dev/flags=true");
            assertThat(withFewRights.follow(namespace, CHECKOUT, List::of)).isEmpty();
        }
        assertThat(effective().get().getData()).isEqualTo(Map.of("checkout.txt", "0"));
    }

    @Test
    void aFlagThatSomebodyLetLiveInTheBaseIsNotWritten() {
        commit("base", Map.of("checkout.txt", "0"));
        FlagTarget inBase = CHECKOUT.inBase();
        assertThat(flags.read(namespace, inBase, Freshness.Live))
                .isInstanceOfSatisfying(
                        FlagState.Unreadable.class,
                        refused -> assertThat(refused.resourceVersion()).isEmpty());
        String version = base().get().getMetadata().getResourceVersion();
        assertThat(flags.write(
                        namespace,
                        inBase.holder(),
                        version,
                        Map.of(inBase, new FlagStore.To(Reach.of(Percentage.of(5))))))
                .isInstanceOf(FlagStore.Failed.class);
        assertThat(base().get().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    private void write(FlagTarget flag, int percentage) {
        FlagState.Readable before = (FlagState.Readable) flags.read(namespace, flag, Freshness.Live);
        assertThat(flags.write(
                        namespace,
                        flag.holder(),
                        before.resourceVersion(),
                        Map.of(flag, new FlagStore.To(Reach.of(Percentage.of(percentage))))))
                .isInstanceOf(FlagStore.Done.class);
    }

    private void commit(String label, Map<String, String> data) {
        client.resource(configMap("shop-flags-base", label, data)).createOr(existing -> existing.update());
    }

    private ConfigMap configMap(String name, String label, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(label.isEmpty() ? Map.of() : Map.of("featurerollout.dev/flags", label))
                .endMetadata()
                .withData(data)
                .build();
    }

    private Resource<ConfigMap> effective() {
        return client.configMaps().inNamespace(namespace).withName("shop-flags");
    }

    private Resource<ConfigMap> base() {
        return client.configMaps().inNamespace(namespace).withName("shop-flags-base");
    }
}
