package dev.featurerollout.apply.featureflag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.FlagStore.Freshness;
import dev.featurerollout.apply.ObjectCache;
import dev.featurerollout.model.Collapse;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.KubectlEdit;
import dev.featurerollout.support.OpenFeatureCrd;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** FeatureFlags on a real API server: what is read, what is written and to whom it belongs, what is refused. */
@Tag("server")
@Isolated
class FeatureFlagStoreIT {
    private static final String NAME = "shop-flags";
    private static final Holder HOLDER = Holder.featureFlag(NAME);
    private static final FlagTarget CHECKOUT = flag("new-checkout");
    private static final FlagTarget SEARCH = flag("search/v2").creating();
    private static final ObjectCache<GenericKubernetesResource> NONE = (in, name) -> Optional.empty();

    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace = ControlPlane.shared().newNamespace();
    private final FlagStore flags = new FeatureFlagStore(new FeatureFlags(client, NONE));

    @BeforeEach
    void install() {
        OpenFeatureCrd.install(client);
    }

    private static FlagTarget flag(String key) {
        return new FlagTarget(
                key,
                HOLDER,
                FlagTarget.FLAG_SPEC,
                FlagFormatName.Flagd,
                Optional.of(key),
                Optional.of("on"),
                Optional.empty(),
                false,
                List.of(),
                Optional.empty());
    }

    private GenericKubernetesResource make() {
        GenericKubernetesResource featureFlag =
                Serialization.unmarshal("""
                    apiVersion: core.openfeature.dev/v1beta1
                    kind: FeatureFlag
                    metadata:
                      name: shop-flags
                      namespace: %s
                      labels: {featurerollout.dev/flags: "true"}
                    spec:
                      flagSpec:
                        $evaluators: {staff: {in: [{var: team}, [shop]]}}
                        flags:
                          new-checkout:
                            state: ENABLED
                            variants: {"on": {ratio: 0.25}, "off": {ratio: 1.0}}
                            defaultVariant: "off"
                            targeting: {if: [{$ref: staff}, "on", {fractional: [["on", 0], ["off", 100]]}]}
                          search/v2:
                            state: ENABLED
                            variants: {"on": true, "off": false}
                            defaultVariant: "off"
                    """.formatted(namespace), GenericKubernetesResource.class);
        return client.resource(featureFlag).create();
    }

    private FlagState.Readable read(FlagTarget flag) {
        return (FlagState.Readable) flags.read(namespace, flag, Freshness.Live);
    }

    private FlagStore.Written write(Map<FlagTarget, FlagStore.Change> changes) {
        return flags.write(namespace, HOLDER, read(CHECKOUT).resourceVersion(), changes);
    }

    private static FlagStore.To to(int percentage) {
        return new FlagStore.To(Reach.of(Percentage.of(percentage)));
    }

    @Test
    void twoFlagsRiseInOneWriteAndComeBackToWhatTheyWere() {
        GenericKubernetesResource made = make();
        FlagState.Readable checkout = read(CHECKOUT);
        FlagState.Readable search = read(SEARCH);
        assertThat(checkout.reach().percentage()).isEqualTo(Percentage.ZERO);

        assertThat(write(Map.of(CHECKOUT, to(5), SEARCH, to(5)))).isInstanceOf(FlagStore.Done.class);
        assertThat(read(CHECKOUT).reach()).isEqualTo(to(5).reach());
        assertThat(read(SEARCH).reach()).isEqualTo(to(5).reach());

        assertThat(write(Map.of(
                        CHECKOUT, new FlagStore.Restore(checkout.undo(), checkout.reach()),
                        SEARCH, new FlagStore.Restore(search.undo(), search.reach()))))
                .isInstanceOf(FlagStore.Done.class);
        assertThat(live().getAdditionalProperties()).isEqualTo(made.getAdditionalProperties());
    }

    @Test
    void onlyTheRuleIsOurs() {
        make();
        write(Map.of(CHECKOUT, to(5)));

        assertThat(live().getMetadata().getManagedFields())
                .filteredOn(entry -> entry.getManager().equals("featurerollout"))
                .singleElement()
                .satisfies(
                        entry -> assertThat(client.getKubernetesSerialization().asJson(entry.getFieldsV1()))
                                .isEqualTo("{\"f:spec\":{\"f:flagSpec\":{\"f:flags\":{\"f:new-checkout\":"
                                        + "{\"f:targeting\":{\"f:if\":{}}}}}}}"));
    }

    @Test
    void onForEverybodyIsTakenBackByValue() {
        GenericKubernetesResource made = make();
        FlagState.Readable before = read(SEARCH);
        write(Map.of(SEARCH, to(100)));

        Collapse.Possible collapse =
                (Collapse.Possible) new FeatureFlagStore(new FeatureFlags(client, (in, name) -> Optional.empty()))
                        .collapse(namespace, SEARCH, before.undo());
        write(Map.of(SEARCH, new FlagStore.CollapseForm(collapse.undo())));
        assertThat(live().<String>get("spec", "flagSpec", "flags", "search/v2", "defaultVariant"))
                .isEqualTo("on");

        write(Map.of(SEARCH, new FlagStore.Restore(collapse.undo(), before.reach())));
        assertThat(live().getAdditionalProperties()).isEqualTo(made.getAdditionalProperties());
    }

    @Test
    void whatHasChangedSinceItWasReadIsNotWritten() {
        GenericKubernetesResource made = make();
        KubectlEdit.replace(resource(), "/spec/flagSpec/flags/new-checkout/defaultVariant", "\"on\"");
        FlagStore late = new FeatureFlagStore(new FeatureFlags(client, (in, name) -> Optional.of(made)));

        assertThat(late.write(namespace, HOLDER, made.getMetadata().getResourceVersion(), Map.of(CHECKOUT, to(5))))
                .isInstanceOf(FlagStore.Conflict.class);
        assertThat(live().getMetadata().getManagedFields())
                .noneMatch(entry -> entry.getManager().equals("featurerollout"));
    }

    @Test
    void whatWasDeletedSinceItWasReadIsNotCreatedAgain() {
        GenericKubernetesResource made = make();
        resource().delete();
        FlagStore late = new FeatureFlagStore(new FeatureFlags(client, (in, name) -> Optional.of(made)));

        assertThat(late.write(namespace, HOLDER, made.getMetadata().getResourceVersion(), Map.of(CHECKOUT, to(5))))
                .isInstanceOf(FlagStore.Conflict.class);
        assertThat(live()).isNull();
    }

    @Test
    void whatCannotBeUsedIsToldWithTheWayOut() {
        assertThat(problem(flags)).contains("FeatureFlag shop-flags does not exist in namespace " + namespace);

        GenericKubernetesResource made = make();
        made.getMetadata().setLabels(Map.of("featurerollout.dev/flags", "false"));
        client.resource(made).update();
        assertThat(problem(flags))
                .contains("kubectl label featureflag shop-flags -n " + namespace
                        + " featurerollout.dev/flags=true --overwrite");

        try (KubernetesClient nobody = ControlPlane.shared().clientAs("nobody", "system:authenticated")) {
            assertThat(problem(new FeatureFlagStore(new FeatureFlags(nobody, NONE))))
                    .contains("may not read FeatureFlag shop-flags", "openFeature.enabled=true")
                    .contains("get, list, watch and patch on featureflags.core.openfeature.dev");
        }
    }

    @Test
    void withoutTheDefinitionItSaysSo() {
        OpenFeatureCrd.remove(client);
        assertThat(problem(flags))
                .contains("the cluster has no featureflags.core.openfeature.dev")
                .contains("install the OpenFeature Operator");
    }

    private String problem(FlagStore store) {
        return ((FlagState.Unreadable) store.read(namespace, CHECKOUT, Freshness.Live)).problem();
    }

    private GenericKubernetesResource live() {
        return resource().get();
    }

    private Resource<GenericKubernetesResource> resource() {
        return client.genericKubernetesResources(FeatureFlags.DEFINITION)
                .inNamespace(namespace)
                .withName(NAME);
    }
}
