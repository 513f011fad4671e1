package dev.featurerollout.model;

/**
 * The printed state of a rollout: the reason of its {@code Ready} condition.
 *
 * <p>Each reason says what the three conditions that kstatus reads are to be.
 */
public enum Reason {
    Pending(ConditionStatus.Unknown, true, false),
    Progressing(ConditionStatus.Unknown, true, false),
    Holding(ConditionStatus.Unknown, true, false),
    AwaitingApproval(ConditionStatus.Unknown, false, false),
    Suspended(ConditionStatus.Unknown, false, false),
    Completed(ConditionStatus.True, false, false),
    RollingBack(ConditionStatus.Unknown, true, false),
    RolledBack(ConditionStatus.False, false, true),
    InvalidSpec(ConditionStatus.False, false, true),
    FlagNotFound(ConditionStatus.False, false, true),
    InvalidQuery(ConditionStatus.False, false, true),
    FlagContested(ConditionStatus.False, false, true);

    private final ConditionStatus ready;
    private final boolean reconciling;
    private final boolean stalled;

    Reason(ConditionStatus ready, boolean reconciling, boolean stalled) {
        this.ready = ready;
        this.reconciling = reconciling;
        this.stalled = stalled;
    }

    /** Returns the status of the {@code Ready} condition. */
    public ConditionStatus ready() {
        return ready;
    }

    public boolean isReconciling() {
        return reconciling;
    }

    /** Whether a person is needed. */
    public boolean isStalled() {
        return stalled;
    }
}
