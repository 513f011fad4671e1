package dev.featurerollout.report;

import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Plan.OnDelete;
import dev.featurerollout.plan.Snapshot;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is to be said of a rollout that was deleted in mid-attempt: nobody guards the feature any more. Pure. */
public final class DeletionNews {
    private DeletionNews() {}

    /** Returns the news; empty if nothing was left raised, or its flags were restored. */
    public static Optional<News> of(Snapshot deleted) {
        boolean restored = deleted.spec() != null
                && deleted.spec().rollback() != null
                && OnDelete.Restore.name().equals(deleted.spec().rollback().onDelete());
        if (restored || !deleted.progress().isActive() || deleted.status().percentage() == null) {
            return Optional.empty();
        }
        String flags = deleted.inForce().plan().map(Plan::flags).stream()
                .flatMap(all -> all.stream())
                .map(FlagTarget::place)
                .collect(Collectors.joining(", "));
        return Optional.of(new News(
                true,
                "DeletedInMidAttempt",
                "deleted in mid-attempt without rollback.onDelete: Restore. "
                        + (flags.isEmpty() ? "The flags stay" : flags + " stays")
                        + " at " + deleted.status().percentage()
                        + "%, and no guardrail is evaluated. Lower the flag by hand, or create the"
                        + " FeatureRollout again"));
    }
}
