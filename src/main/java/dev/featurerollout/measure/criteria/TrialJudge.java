package dev.featurerollout.measure.criteria;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.criteria.CountReader.Read;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.Sequential;
import dev.featurerollout.model.Design;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Guarantee;
import dev.featurerollout.model.Trial;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.statistics.Look;
import dev.featurerollout.statistics.Needed;
import dev.featurerollout.statistics.Reading;
import java.time.Instant;
import java.util.Optional;

/** Weighs the looks of one sequential test and gives the verdict on each. */
public final class TrialJudge {
    /** So many looks in a row may be without anything to weigh before that is no data. */
    private static final int LONGEST_GAP = 3;

    /** So many looks in a row must be as declared before a share that was not is taken to be mended. */
    private static final int CALM = 3;

    /** Where so many requests with the flag were to be expected and there was none, it is not served. */
    private static final double CLEARLY_EXPECTED = 10;

    private final Criterion criterion;
    private final Sequential sequential;
    private final Guarantee guarantee;

    public TrialJudge(Criterion criterion, Guarantee guarantee) {
        this.criterion = criterion;
        this.sequential = criterion.sequential().orElseThrow();
        this.guarantee = guarantee;
    }

    /** A look that was weighed: the trial after it, and the verdict. */
    public record Weighed(Trial trial, Evaluation look) {}

    /** Weighs the answer to the look at {@code at}, which asked {@code query}. */
    public Weighed weigh(Trial before, Instant at, String query, Answer answer) {
        if (answer instanceof Unavailable unavailable) {
            return new Weighed(before, withoutNumber(at, Verdict.Unavailable, query, unavailable.message()));
        }
        if (answer instanceof Refused refused) {
            return skipped(before, at, query, Verdict.Invalid, refused.message());
        }
        try {
            Read read = new CountReader(sequential.design(), before.edges()).read(((Series) answer).samples());
            return weigh(before, at, query, read);
        } catch (IllegalArgumentException e) {
            return skipped(before, at, query, Verdict.Invalid, e.getMessage());
        }
    }

    private Weighed skipped(Trial before, Instant at, String query, Verdict verdict, String why) {
        Trial after = before.after(new Look.Missing(), false);
        return new Weighed(after, withoutNumber(at, verdict, query, why));
    }

    private Evaluation withoutNumber(Instant at, Verdict verdict, String query, String why) {
        return new Evaluation(at, verdict, Optional.empty(), criterion.boundText(), query, why);
    }

    private Weighed weigh(Trial before, Instant at, String query, Read read) {
        Trial weighed = before.after(read.look(), read.missing().isEmpty());
        Reading reading = weighed.read(chance());
        Trial after = sequential.design() instanceof Design.Split split
                ? watchShare(weighed, reading, read, split)
                : weighed.proving(isHarm(reading), isSafe(weighed, reading));
        Verdict verdict = verdict(after, read);
        String words = new TrialWords(criterion, guarantee).tell(after, reading, read.missing());
        String advice = verdict == Verdict.Fail
                ? criterion.advice().map(text -> "; " + text).orElse("")
                : "";
        Optional<Double> value = TrialWords.value(criterion, reading);
        return new Weighed(after, new Evaluation(at, verdict, value, criterion.boundText(), query, words + advice));
    }

    private Verdict verdict(Trial trial, Read read) {
        if (trial.proven()) {
            return Verdict.Fail;
        }
        boolean gap = trial.weighed() == 0 || trial.skipped() > LONGEST_GAP;
        return read.missing().isPresent() && gap ? Verdict.NoData : Verdict.Pass;
    }

    /** Once proved it stays so, unless looks in a row show the declared share again: then it was mended. */
    private Trial watchShare(Trial trial, Reading reading, Read read, Design.Split split) {
        boolean notServed = reading.bad() == 0 && reading.of() * trial.terms().treatmentShare() >= CLEARLY_EXPECTED;
        if (!trial.proven()) {
            return trial.proving(isHarm(reading) || notServed, false);
        }
        Trial calmer = read.missing().isPresent()
                ? trial
                : trial.calming(Shares.isAsDeclared(read.look(), trial.terms().treatmentShare(), split));
        return calmer.calm() >= CALM ? calmer.anew() : calmer;
    }

    private boolean isHarm(Reading reading) {
        return reading.logCapital() >= Needed.logCapital(chance());
    }

    private boolean isSafe(Trial trial, Reading reading) {
        return trial.terms().safeMargin().isPresent()
                && reading.logSafeCapital() >= Needed.logCapital(guarantee.missedHarmChance());
    }

    private double chance() {
        return chance(sequential, guarantee);
    }

    /** Returns the chance of calling harm wrongly that one test may spend by itself. */
    public static double chance(Sequential sequential, Guarantee guarantee) {
        return sequential
                .chance()
                .orElseGet(() -> guarantee.falseRollbackChance() * guarantee.part(sequential.weight()));
    }
}
