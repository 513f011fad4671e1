package dev.featurerollout.watch;

import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Tally;
import dev.featurerollout.plan.RecordedEvidence;
import dev.featurerollout.plan.Snapshot;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Evidence that is newer than the written status, which is not written with every look.
 *
 * <p>Only saves questions: after a restart the status is the memory, and what was seen since it was written is asked
 * again.
 */
final class EvidenceMemory {
    private final Map<String, Evidence> byUid = new ConcurrentHashMap<>();

    /** Returns the newest evidence since {@code effectiveAt} that is known. */
    Evidence recall(Snapshot snapshot, Instant effectiveAt) {
        Evidence recorded = RecordedEvidence.of(snapshot.status(), effectiveAt);
        Evidence kept = byUid.get(snapshot.uid());
        return kept != null && kept.effectiveAt().equals(effectiveAt) && !isBehind(kept, recorded) ? kept : recorded;
    }

    void keep(String uid, Evidence evidence) {
        byUid.put(uid, evidence);
    }

    void forget(String uid) {
        byUid.remove(uid);
    }

    /** Whether another operator has looked further, as after a change of the leader and back. */
    private static boolean isBehind(Evidence kept, Evidence recorded) {
        return recorded.tallies().entrySet().stream().anyMatch(entry -> {
            Tally known = kept.tally(entry.getKey());
            return entry.getValue().through().isAfter(known.through());
        });
    }
}
