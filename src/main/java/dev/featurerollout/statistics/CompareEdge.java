package dev.featurerollout.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One count of bad events compared between two cohorts: all of a counter, or one edge of a histogram.
 *
 * @param harm the bet that the treatment is worse than the margin
 * @param floor the bet that it is worse than what is ignored; empty when nothing is
 * @param safe this stage's bet that it is better than the safe margin; empty when there is none
 * @param split bursts seen in how the bad events split
 * @param majority bursts seen in the cohort with more traffic, in this stage
 * @param now what was compared in this stage
 * @param before what was compared in the stages before, oldest first
 */
record CompareEdge(
        Capital harm,
        Optional<BoundProcess> floor,
        Optional<Capital> safe,
        SplitBursts split,
        SeriesBursts majority,
        Counts now,
        List<Counts> before) {
    /** Counts of more stages than this are not kept; they only serve the displayed interval. */
    private static final int MOST_STAGES = 50;

    static CompareEdge start(boolean floored) {
        return finished(
                Capital.inReserve(Bets.COUNT),
                floored ? Optional.of(BoundProcess.START) : Optional.empty(),
                SplitBursts.NONE,
                List.of());
    }

    private static CompareEdge finished(
            Capital harm, Optional<BoundProcess> floor, SplitBursts split, List<Counts> stages) {
        return new CompareEdge(harm, floor, Optional.empty(), split, SeriesBursts.NONE, Counts.NONE, stages);
    }

    static CompareEdge read(Checkpoint.Reader from, boolean floored) {
        Capital harm = Capital.read(from, Bets.COUNT);
        Optional<BoundProcess> floor = floored ? Optional.of(BoundProcess.read(from)) : Optional.empty();
        SplitBursts split = SplitBursts.read(from);
        List<Counts> stages = new ArrayList<>();
        for (int left = from.count(MOST_STAGES); left > 0; left--) {
            stages.add(new Counts(from.sum(), from.sum(), from.sum(), from.sum()));
        }
        return finished(harm, floor, split, List.copyOf(stages));
    }

    /** Writes an edge whose stage is finished. */
    void write(Checkpoint.Writer to) {
        harm.write(to);
        floor.ifPresent(process -> process.write(to));
        split.write(to);
        to.number(before.size());
        for (Counts stage : before) {
            to.number(stage.treatmentBad()).number(stage.treatmentOf());
            to.number(stage.controlBad()).number(stage.controlOf());
        }
    }

    CompareEdge stageFinished() {
        return finished(harm, floor.map(BoundProcess::stageFinished), split.stageFinished(), stages());
    }

    /** Returns this edge, whose stage is finished, in the next one. */
    CompareEdge entered(StageTerms terms) {
        Optional<Capital> fresh =
                terms.safeMargin().isPresent() ? Optional.of(Capital.staked(Bets.COUNT)) : Optional.empty();
        return new CompareEdge(harm, floor, fresh, split, majority, now, before);
    }

    /** Returns this edge after a look at usable counts. */
    CompareEdge after(boolean firstOfStage, Counts seen, CompareTest test, StageTerms terms) {
        Counts counts = seen.clipped();
        Margin margin = test.margin();
        boolean comparable = counts.comparable();
        double[] harmWon = test.bursts() == Bursts.Strict
                ? Bets.HARM.strict(counts, margin.relative())
                : Bets.HARM.compare(counts, margin.relative(), margin.absolute());
        if (test.bursts() == Bursts.Adaptive) {
            Bets.tempered(harmWon, harmBursts(terms), terms.treatmentIsMajority() ? Caps.ABSENCE : Caps.PRESENCE);
        }
        return new CompareEdge(
                harm.after(firstOfStage, harmWon),
                floor.map(process -> process.after(
                        firstOfStage,
                        counts.treatmentBad(),
                        counts.treatmentOf(),
                        margin.ignoreBelow(),
                        test.bursts())),
                safe.map(capital -> capital.after(firstOfStage, safeWon(counts, test.bursts(), terms))),
                comparable ? split.with(counts.treatmentBad(), counts.treatmentBad() + counts.controlBad()) : split,
                comparable ? withMajority(counts, terms) : majority,
                comparable ? now.plus(counts) : now,
                before);
    }

    private double[] safeWon(Counts counts, Bursts bursts, StageTerms terms) {
        double margin = terms.safeMargin().orElseThrow();
        if (bursts == Bursts.Strict) {
            return Bets.SAFE.strict(counts, margin);
        }
        double[] won = Bets.SAFE.compare(counts, margin, 0);
        return bursts == Bursts.Independent
                ? won
                : Bets.tempered(won, safeBursts(terms), terms.treatmentIsMajority() ? Caps.PRESENCE : Caps.ABSENCE);
    }

    private SeriesBursts withMajority(Counts counts, StageTerms terms) {
        return terms.treatmentIsMajority()
                ? majority.with(counts.treatmentBad(), counts.treatmentOf())
                : majority.with(counts.controlBad(), counts.controlOf());
    }

    CompareEdge missed(boolean firstOfStage) {
        return new CompareEdge(
                harm.after(firstOfStage, Bets.nothing()),
                floor.map(process -> process.missed(firstOfStage)),
                safe,
                split,
                majority,
                now,
                before);
    }

    /** The log of the evidence of harm: the treatment must be worse than the margin and than what is ignored. */
    double logCapital() {
        double log = harm.log();
        return floor.map(process -> Math.min(log, process.capital().log())).orElse(log);
    }

    double logSafeCapital() {
        return safe.map(Capital::log).orElse(Double.NEGATIVE_INFINITY);
    }

    /**
     * The burst size for evidence of harm. Where the treatment is the larger cohort, harm shows in events that fail to
     * happen in the control, and the bursts of the treatment count too.
     */
    double harmBursts(StageTerms terms) {
        double size = split.size(1, 1);
        return terms.treatmentIsMajority() ? Math.max(size, majority.size()) : size;
    }

    /** The burst size for evidence of safety, which is the other way round and of this stage alone. */
    double safeBursts(StageTerms terms) {
        double size = split.ofThisStage().size(1, 1);
        return terms.treatmentIsMajority() ? size : Math.max(size, majority.size());
    }

    /** Counts of all stages, of which the current one is the last. */
    List<Counts> stages() {
        if (!now.comparable()) {
            return before;
        }
        List<Counts> stages = new ArrayList<>(before);
        stages.add(now);
        return List.copyOf(stages.subList(Math.max(0, stages.size() - MOST_STAGES), stages.size()));
    }
}
