package dev.featurerollout.apply;

import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Observation;
import java.util.Optional;

/**
 * Looks, before the flags move up to a stage, for what would go wrong with that in silence.
 *
 * <p>Never on the way back. Never throws for anything the other side does.
 */
public interface Inspection {
    /** Returns what is to be told; empty if nothing that it goes by has changed since it was told last. */
    Optional<Observation> inspect(Situation situation, Decision.Intend intend);
}
