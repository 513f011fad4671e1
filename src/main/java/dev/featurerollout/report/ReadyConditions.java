package dev.featurerollout.report;

import dev.featurerollout.model.Reason;

/** {@code Ready}, {@code Reconciling} and {@code Stalled}, as kstatus reads them. */
final class ReadyConditions {
    private ReadyConditions() {}

    static void set(Conditions conditions, Reason reason, String message) {
        conditions.set("Ready", reason.ready().name(), reason.name(), message);
        conditions.setIf(reason.isReconciling(), "Reconciling", reason.name(), message);
        conditions.setIf(reason.isStalled(), "Stalled", reason.name(), message);
    }
}
