package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.report.StatusStore;
import dev.featurerollout.support.MemoryCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What goes wrong between the operator and the cluster: each fault that was armed strikes once, at the next write. */
final class Faults {
    /** As long as it may take to measure and to write in one pass. */
    private static final Duration SLOW = Duration.ofSeconds(58);

    private final MemoryCluster cluster;
    private final Theatre theatre;
    private final Set<ActKind> armed = EnumSet.noneOf(ActKind.class);
    private boolean struck;
    private boolean patchFailed;
    private boolean died;

    /** The operator is dead. */
    static final class Killed extends RuntimeException {}

    Faults(MemoryCluster cluster, Theatre theatre) {
        this.cluster = cluster;
        this.theatre = theatre;
    }

    void arm(ActKind kind) {
        armed.add(kind);
    }

    void passBegins() {
        struck = false;
        patchFailed = false;
        died = false;
    }

    /** Whether anything went wrong in this pass. */
    boolean struck() {
        return struck;
    }

    /** Whether something kept the operator from changing all flags in this pass. */
    boolean interrupted() {
        return patchFailed || died;
    }

    private boolean strikes(ActKind kind) {
        boolean strikes = armed.remove(kind);
        struck |= strikes;
        return strikes;
    }

    private void die(ActKind kind) {
        if (strikes(kind)) {
            died = true;
            throw new Killed();
        }
    }

    FlagStore flags(FlagStore real) {
        return new FlagStore() {
            @Override
            public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
                return real.read(namespace, target, freshness);
            }

            @Override
            public Optional<String> document(String namespace, FlagTarget target) {
                return real.document(namespace, target);
            }

            @Override
            public Written write(
                    String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes) {
                die(ActKind.DIES_BEFORE_PATCH);
                if (strikes(ActKind.PATCH_IS_SLOW)) {
                    theatre.spend(SLOW);
                }
                if (strikes(ActKind.PATCH_FAILS)) {
                    patchFailed = true;
                    return new Failed("etcd is tired");
                }
                if (strikes(ActKind.PATCH_CONFLICTS)) {
                    return new Conflict();
                }
                if (strikes(ActKind.OTHER_OPERATOR_BEFORE_PATCH)) {
                    theatre.otherOperatorPasses();
                }
                ConfigMap before = cluster.configMap(holder.name()).orElse(null);
                Written written = real.write(namespace, holder, resourceVersion, changes);
                if (written instanceof Done) {
                    theatre.flagsWritten(
                            before, cluster.configMap(holder.name()).orElseThrow());
                }
                die(ActKind.DIES_AFTER_PATCH);
                return written;
            }
        };
    }

    StatusStore statuses(StatusStore real) {
        return new StatusStore() {
            @Override
            public boolean isCurrent(Snapshot snapshot) {
                return real.isCurrent(snapshot);
            }

            @Override
            public boolean write(Snapshot snapshot, FeatureRolloutStatus status) {
                die(ActKind.DIES_BEFORE_STATUS);
                if (strikes(ActKind.STATUS_CONFLICTS)) {
                    return false;
                }
                if (strikes(ActKind.OTHER_OPERATOR_BEFORE_STATUS)) {
                    theatre.otherOperatorPasses();
                }
                FeatureRolloutStatus before = cluster.rollout().getStatus();
                boolean written = real.write(snapshot, status);
                if (written) {
                    theatre.statusWritten(before, cluster.rollout().getStatus());
                }
                die(ActKind.DIES_AFTER_STATUS);
                return written;
            }
        };
    }
}
