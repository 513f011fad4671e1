package dev.featurerollout.model;

/**
 * The printed state of a rollout: the reason of its {@code Ready} condition.
 *
 * <p>Each reason says what the three conditions that kstatus reads are to be.
 */
public enum Reason {
    Pending(Ready.Unknown, true, false),
    Progressing(Ready.Unknown, true, false),
    Holding(Ready.Unknown, true, false),
    AwaitingApproval(Ready.Unknown, false, false),
    Suspended(Ready.Unknown, false, false),
    Completed(Ready.True, false, false),
    RollingBack(Ready.Unknown, true, false),
    RolledBack(Ready.False, false, true),
    InvalidSpec(Ready.False, false, true),
    FlagNotFound(Ready.False, false, true),
    InvalidQuery(Ready.False, false, true),
    FlagContested(Ready.False, false, true);

    /** The status of the {@code Ready} condition. */
    public enum Ready {
        True,
        False,
        Unknown
    }

    private final Ready ready;
    private final boolean reconciling;
    private final boolean stalled;

    Reason(Ready ready, boolean reconciling, boolean stalled) {
        this.ready = ready;
        this.reconciling = reconciling;
        this.stalled = stalled;
    }

    public Ready ready() {
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
