package dev.featurerollout.measure.criteria;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Span;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Trial;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds looks to evidence, one after the other. */
public final class Observations {
    private Evidence evidence;

    public Observations(Evidence before) {
        this.evidence = before;
    }

    public Evidence evidence() {
        return evidence;
    }

    /**
     * Forgets the verdicts of a criterion that was edited since: they no longer speak for it.
     *
     * @param query what the criterion, as it is now, would have asked at its last look
     */
    public void restartIfEdited(Criterion criterion, Evaluation last, String query) {
        if (!last.query().equals(query) || !last.bound().equals(criterion.boundText())) {
            put(criterion, evidence.tally(criterion.name()).restarted());
        }
    }

    /** Adds one look. */
    public void add(Criterion criterion, Evaluation look) {
        Tally tally = evidence.tally(criterion.name());
        Instant from = later(tally.through(), look.at().minus(criterion.interval()));
        put(criterion, tally.with(look, new Span(from, look.at())));
    }

    /** Lets a criterion fail at an instant at which it may have said something else already. */
    void overrule(Criterion criterion, Evaluation failing) {
        Span covered = new Span(failing.at().minus(criterion.interval()), failing.at());
        put(criterion, evidence.tally(criterion.name()).with(failing, covered));
    }

    /** Returns the evidence with bake time counted as far as it can be at {@code now}. */
    public Evidence countBakeTime(List<Criterion> criteria, boolean inPlace, Instant now) {
        evidence = BakeTime.count(evidence, criteria, inPlace, now);
        return evidence;
    }

    private void put(Criterion criterion, Tally tally) {
        Map<String, Tally> tallies = new HashMap<>(evidence.tallies());
        tallies.put(criterion.name(), tally);
        evidence = new Evidence(evidence.effectiveAt(), evidence.bake(), tallies, evidence.trials());
    }

    /** Keeps how far a sequential test has come. */
    public void keep(Criterion criterion, Trial trial) {
        Map<String, Trial> trials = new HashMap<>(evidence.trials());
        trials.put(criterion.name(), trial);
        evidence = new Evidence(evidence.effectiveAt(), evidence.bake(), evidence.tallies(), trials);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
