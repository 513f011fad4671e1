package dev.featurerollout.apply;

import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Observation;
import java.util.List;

/** Sees to it that changes of the flags arrive, and tells what may keep them from it; holds nothing up. */
public final class Delivery {
    /** Sees to nothing. */
    public static final Delivery NONE = new Delivery(List.of());

    private final List<Inspection> inspections;

    public Delivery(List<Inspection> inspections) {
        this.inspections = List.copyOf(inspections);
    }

    /** Does what belongs to a decision that was just carried out, and returns what is new to tell. */
    public List<Observation> attend(Situation situation, Decision decision) {
        return decision instanceof Decision.Intend intend
                ? inspections.stream()
                        .flatMap(inspection -> inspection.inspect(situation, intend).stream())
                        .toList()
                : List.of();
    }
}
