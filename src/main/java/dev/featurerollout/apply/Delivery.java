package dev.featurerollout.apply;

import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Sees to it that changes of the flags arrive, and tells what may keep them from it; holds nothing up. */
public final class Delivery implements AutoCloseable {
    private final List<Inspection> inspections;
    private final Nudges nudges;

    /**
     * @param patience how long a pass waits until pods are told, before that goes on beside
     * @param observer is told what became of it
     */
    public Delivery(List<Inspection> inspections, PodNudge pods, Duration patience, NudgeObserver observer) {
        this.inspections = List.copyOf(inspections);
        this.nudges = new Nudges(pods, patience, observer);
    }

    /** Returns a delivery that looks, and tells no pods. */
    public static Delivery of(Inspection... inspections) {
        return new Delivery(List.of(inspections), Delivery::noPods, Duration.ZERO, (told, failed) -> {});
    }

    private static PodNudge.Nudged noPods(String namespace, Map<String, String> labels, String version) {
        return new PodNudge.Nudged(0, 0, false, Optional.empty(), Optional.empty());
    }

    /** Does what belongs to a decision that was just carried out, and returns what is new to tell. */
    public List<Observation> attend(Situation situation, Decision decision, Outcome outcome) {
        Stream<Observation> nudged = nudges.attend(situation, decision, outcome).stream();
        return decision instanceof Decision.Intend intend
                ? Stream.concat(
                                nudged,
                                inspections.stream()
                                        .flatMap(inspection -> inspection.inspect(situation, intend).stream()))
                        .toList()
                : nudged.toList();
    }

    /** Returns when to attend to a rollout again; empty if nothing is left to be done. */
    public Optional<Instant> againAt(String uid, Instant now) {
        return nudges.againAt(uid, now);
    }

    /** Forgets a rollout that is gone. */
    public void forget(String uid) {
        nudges.forget(uid);
    }

    @Override
    public void close() {
        nudges.close();
    }
}
