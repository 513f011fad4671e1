package dev.featurerollout.apply.featureflag;

import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.HeldDocuments;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;

/**
 * Flags in labelled FeatureFlags of the OpenFeature Operator.
 *
 * <p>They are values and not a text: what is restored is the same by value. As with ConfigMaps, a failed read is thrown;
 * only a missing right, which no second try brings, is told.
 */
public final class FeatureFlagStore implements FlagStore {
    private static final String RIGHTS =
            ". Set openFeature.enabled=true in the chart's values, or grant the operator's service account get, list,"
                    + " watch and patch on " + FeatureFlags.RESOURCE;

    private final FeatureFlags featureFlags;

    public FeatureFlagStore(FeatureFlags featureFlags) {
        this.featureFlags = featureFlags;
    }

    @Override
    public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
        try {
            return find(namespace, target.holder(), freshness)
                    .map(found -> read(found, target))
                    .orElseGet(() -> new FlagState.Unreadable(missing(namespace, target.holder()), Optional.empty()));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return new FlagState.Unreadable(
                    "the operator may not read " + target.holder() + " in namespace " + namespace + RIGHTS,
                    Optional.empty());
        }
    }

    private Optional<GenericKubernetesResource> find(String namespace, Holder holder, Freshness freshness) {
        Optional<GenericKubernetesResource> cached =
                freshness == Freshness.Cached ? featureFlags.cached(namespace, holder.name()) : Optional.empty();
        return cached.or(() -> featureFlags.live(namespace, holder.name()));
    }

    private String missing(String namespace, Holder holder) {
        return featureFlags.areInstalled()
                ? holder + " does not exist in namespace " + namespace + ": create it with the label " + FlagLabel.KEY
                        + "=true"
                : holder + " cannot exist, as the cluster has no " + FeatureFlags.RESOURCE
                        + ": install the OpenFeature Operator, or use configMapRef";
    }

    private static FlagState read(GenericKubernetesResource featureFlag, FlagTarget target) {
        return documents(featureFlag)
                .read(
                        target,
                        version(featureFlag),
                        () -> LastFlagWriter.of(
                                featureFlag.getMetadata().getManagedFields(),
                                target.flag().orElse("")));
    }

    private static HeldDocuments documents(GenericKubernetesResource featureFlag) {
        return target -> document(featureFlag, target);
    }

    /**
     * Returns the document of a target.
     *
     * @throws FlagProblem if the FeatureFlag may not be changed
     */
    public static String document(GenericKubernetesResource featureFlag, FlagTarget target) throws FlagProblem {
        FlagLabel.require(target.holder(), featureFlag.getMetadata());
        return FlagSpecText.of(featureFlag);
    }

    @Override
    public Optional<String> document(String namespace, FlagTarget target) {
        return find(namespace, target.holder(), Freshness.Cached).map(FlagSpecText::of);
    }

    @Override
    public Written write(String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes) {
        try {
            Optional<GenericKubernetesResource> now = featureFlags
                    .cached(namespace, holder.name())
                    .filter(cached -> version(cached).equals(resourceVersion))
                    .or(() -> featureFlags.live(namespace, holder.name()));
            if (now.isEmpty() || !version(now.get()).equals(resourceVersion)) {
                return new Conflict();
            }
            return write(now.get(), changes);
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND -> new Conflict();
                case HttpURLConnection.HTTP_FORBIDDEN -> failed(holder, e.getMessage() + RIGHTS);
                default -> failed(holder, e.getMessage());
            };
        } catch (FlagProblem e) {
            return failed(holder, e.getMessage());
        }
    }

    private Written write(GenericKubernetesResource before, Map<FlagTarget, Change> changes) throws FlagProblem {
        HeldDocuments.Changed changed = documents(before).change(changes);
        String text = changed.texts().get(FlagTarget.FLAG_SPEC);
        GenericKubernetesResource after = text == null
                ? before
                : featureFlags.patch(before, FlagSpecPatch.of(version(before), FlagSpecText.of(before), text));
        return changed.readBack(changes, target -> read(after, target));
    }

    private static Written failed(Holder holder, String why) {
        return new Failed(holder + " could not be changed: " + why);
    }

    private static String version(GenericKubernetesResource featureFlag) {
        return featureFlag.getMetadata().getResourceVersion();
    }
}
