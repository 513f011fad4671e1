package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.FlagStore.Change;
import dev.featurerollout.apply.FlagStore.Freshness;
import dev.featurerollout.apply.configmap.ConfigMapFlagStore;
import dev.featurerollout.apply.configmap.ConfigMaps;
import dev.featurerollout.apply.format.SharedDocument.OthersEdit;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rollback of a ConfigMap that others edit, on a real API server. */
class RestoreIT {
    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final String namespace = plane.newNamespace();
    private final FlagStore flags = new ConfigMapFlagStore(new ConfigMaps(client, ConfigMaps.Cache.NONE));

    static List<SharedDocument> documents() {
        return SharedDocument.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theOriginalBytesComeBackBesideTheEditsOfOthers(SharedDocument shared) {
        create(shared);
        FlagState.Readable original = read(shared);
        OthersEdit others = shared.othersEdits().get(shared.othersEdits().size() - 1);

        change(shared, new FlagStore.To(Reach.of(Percentage.of(25))));
        edit(shared, others.change().apply(document(shared)));
        change(shared, new FlagStore.Restore(original.undo(), original.reach()));

        assertThat(document(shared)).isEqualTo(others.change().apply(shared.document()));
    }

    /** The tokens may not fit any more; the share of users is what counts. */
    @ParameterizedTest
    @MethodSource("documents")
    void aFlagOfAnotherShapeIsBroughtBackToItsPercentage(SharedDocument shared) {
        create(shared);
        FlagState.Readable original = read(shared);

        change(shared, new FlagStore.To(Reach.of(Percentage.of(25))));
        edit(shared, shared.reshape(document(shared)));
        assertThat(read(shared).reach()).isEqualTo(Reach.of(Percentage.of(25)));
        change(shared, new FlagStore.Restore(original.undo(), original.reach()));

        assertThat(read(shared).reach()).isEqualTo(original.reach());
    }

    private void create(SharedDocument shared) {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(shared.target().holder().name())
                        .addToLabels(FlagLabel.KEY, "true")
                        .endMetadata()
                        .addToData(shared.target().key(), shared.document())
                        .build())
                .create();
    }

    private ConfigMap configMap(SharedDocument shared) {
        return client.configMaps()
                .inNamespace(namespace)
                .withName(shared.target().holder().name())
                .get();
    }

    private String document(SharedDocument shared) {
        return configMap(shared).getData().get(shared.target().key());
    }

    private FlagState.Readable read(SharedDocument shared) {
        FlagState state = flags.read(namespace, shared.target(), Freshness.Live);
        assertThat(state).isInstanceOf(FlagState.Readable.class);
        return (FlagState.Readable) state;
    }

    private void change(SharedDocument shared, Change change) {
        String version = configMap(shared).getMetadata().getResourceVersion();
        assertThat(flags.write(namespace, shared.target().holder(), version, Map.of(shared.target(), change)))
                .isInstanceOf(FlagStore.Done.class);
    }

    private void edit(SharedDocument shared, String document) {
        client.configMaps()
                .inNamespace(namespace)
                .withName(shared.target().holder().name())
                .edit(configMap -> new ConfigMapBuilder(configMap)
                        .addToData(shared.target().key(), document)
                        .build());
    }
}
