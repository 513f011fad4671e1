package dev.featurerollout.measure.criteria;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Design;
import dev.featurerollout.model.Guarantee;
import dev.featurerollout.model.Trial;
import dev.featurerollout.statistics.Interval;
import dev.featurerollout.statistics.Needed;
import dev.featurerollout.statistics.Reading;
import java.util.Optional;

/** What a sequential test has seen and what follows, in words and figures for an SRE. */
public final class TrialWords {
    private final Criterion criterion;
    private final Guarantee guarantee;
    private final Design design;

    public TrialWords(Criterion criterion, Guarantee guarantee) {
        this.criterion = criterion;
        this.guarantee = guarantee;
        this.design = criterion.sequential().orElseThrow().design();
    }

    /** Returns one line on a trial and what it reads; {@code missing} is what its last look lacked. */
    public String tell(Trial trial, Reading reading, Optional<String> missing) {
        String line = seen(reading) + ratio(reading).map(text -> ", " + text).orElse("");
        if (trial.proven()) {
            return line + "; " + (design instanceof Design.Split ? "not the declared " + declared(trial) : proof());
        }
        String gap = missing.map(what -> "; nothing to weigh in the last "
                        + (trial.skipped() == 1 ? "look" : trial.skipped() + " looks") + ": " + what)
                .orElse("");
        return line + safety(trial, reading).map(text -> "; " + text).orElse("") + gap;
    }

    public Reading read(Trial trial) {
        return trial.read(chance());
    }

    private double chance() {
        return TrialJudge.chance(criterion.sequential().orElseThrow(), guarantee);
    }

    /** Returns the capital, 1 at the start, from which on harm is proved. */
    public double needed() {
        return 1 / chance();
    }

    /** Returns the number for a status: the ratio to the control, the rate, or the share served in percent. */
    static Optional<Double> value(Criterion criterion, Reading reading) {
        return criterion.sequential().orElseThrow().design() instanceof Design.Split
                ? share(reading)
                : reading.ratio().map(Interval::estimate).filter(Double::isFinite);
    }

    private static Optional<Double> share(Reading reading) {
        return reading.of() > 0 ? Optional.of(100 * reading.bad() / reading.of()) : Optional.empty();
    }

    /** Returns what was counted in this stage. */
    public String seen(Reading reading) {
        if (design instanceof Design.Split) {
            return share(reading)
                    .map(share ->
                            Numbers.format(rounded(share)) + " % of " + whole(reading.of()) + " requests have the flag")
                    .orElse("no requests yet");
        }
        if (design instanceof Design.Values) {
            return whole(reading.of()) + " pairs of values";
        }
        String bad = design instanceof Design.Histogram ? "slow" : "bad";
        String with = whole(reading.bad()) + " of " + whole(reading.of()) + " " + bad;
        return design instanceof Design.Rate
                ? with
                : with + " with the flag, " + whole(reading.controlBad()) + " of " + whole(reading.controlOf())
                        + " without";
    }

    private Optional<String> ratio(Reading reading) {
        boolean rate = design instanceof Design.Rate;
        return reading.ratio()
                .map(interval -> rate
                        ? percent(interval.estimate()) + " (" + percent(interval.low()) + " to "
                                + percent(interval.high()) + ")"
                        : times(interval.estimate()) + " the control (" + times(interval.low()) + " to "
                                + times(interval.high()) + ")");
    }

    private String proof() {
        return "worse than tolerated (" + criterion.boundText() + "), at a false-alarm chance of "
                + percent(guarantee.falseRollbackChance()) + " over the whole rollout";
    }

    /** Returns how far it is from being called safe; empty where that is not asked. */
    private Optional<String> safety(Trial trial, Reading reading) {
        if (trial.terms().safeMargin().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(trial.safe() ? "safe" : missing(trial, reading).orElse("not yet shown to be safe"));
    }

    /** Returns what is still needed to call it safe, for people. */
    public Optional<String> missing(Trial trial, Reading reading) {
        if (trial.safe() || trial.terms().safeMargin().isEmpty()) {
            return Optional.empty();
        }
        double margin = trial.terms().safeMargin().getAsDouble();
        if (design instanceof Design.Values || reading.ratio().isEmpty()) {
            return Optional.of("more looks needed to show that it is less than " + times(margin) + " the control");
        }
        double events = Needed.badEvents(
                reading.logSafeCapital(),
                guarantee.missedHarmChance(),
                trial.terms().treatmentShare(),
                margin,
                reading.burstSize());
        return Optional.of("about " + whole(Math.max(1, events)) + " more "
                + (design instanceof Design.Histogram ? "slow" : "bad")
                + " requests needed to show that it is less than " + times(margin) + " the control");
    }

    private String declared(Trial trial) {
        return Numbers.format(rounded(100 * trial.terms().treatmentShare())) + " %";
    }

    private static double rounded(double percent) {
        return Math.round(percent * 100) / 100.0;
    }

    private static String whole(double count) {
        return Numbers.format(Math.rint(count));
    }

    private static String times(double ratio) {
        return Double.isInfinite(ratio) ? "infinitely often" : twoDigits(ratio) + "x";
    }

    private static String percent(double share) {
        return twoDigits(100 * share) + " %";
    }

    private static String twoDigits(double number) {
        return number == 0 || number >= 1000
                ? whole(number)
                : new java.math.BigDecimal(number, new java.math.MathContext(number >= 1 ? 3 : 2))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
