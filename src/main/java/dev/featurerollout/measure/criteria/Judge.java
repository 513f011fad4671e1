package dev.featurerollout.measure.criteria;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.NoDataPolicy;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Measurement;
import dev.featurerollout.model.Verdict;
import java.time.Instant;
import java.util.Optional;

/** Gives the verdict on one look of one criterion. */
public final class Judge {
    private final Criterion criterion;
    private final NoDataPolicy noData;

    private Judge(Criterion criterion, NoDataPolicy noData) {
        this.criterion = criterion;
        this.noData = noData;
    }

    public Judge(Criterion criterion) {
        this(criterion, criterion.noData());
    }

    /** Returns the judge of looks whose window the beginning of the stage cuts short: silence is no failure in them. */
    public static Judge ofCutWindow(Criterion criterion) {
        return new Judge(criterion, criterion.noData() == NoDataPolicy.Fail ? NoDataPolicy.Hold : criterion.noData());
    }

    /**
     * The answers to what one look asks.
     *
     * @param main the query, or the part of a ratio
     * @param of the whole of a ratio; empty for a query
     * @param baseline the number it is held against; empty if the criterion has none
     * @param samples how much evidence there is; empty if the criterion does not ask
     */
    public record Answers(Answer main, Optional<Answer> of, Optional<Answer> baseline, Optional<Answer> samples) {}

    /** Returns the verdict of the look at {@code at} that asked {@code query}. */
    public Evaluation judge(Instant at, String query, Answers answers) {
        Finding finding = finding(answers);
        String message = finding.message() + (finding.verdict() == Verdict.Fail ? advice() : "");
        return new Evaluation(at, finding.verdict(), finding.value(), criterion.boundText(), query, message);
    }

    private String advice() {
        return criterion.advice().map(advice -> "; " + advice).orElse("");
    }

    private record Finding(Verdict verdict, Optional<Double> value, String message) {
        static Finding without(Verdict verdict, String message) {
            return new Finding(verdict, Optional.empty(), message);
        }
    }

    private Finding finding(Answers answers) {
        Optional<Finding> tooFew = answers.samples().flatMap(this::tooFewSamples);
        return tooFew.orElseGet(() -> judge(answers));
    }

    private Finding judge(Answers answers) {
        boolean enoughSamples = answers.samples().isPresent();
        Measurement measurement = measurement(answers);
        Finding fixed = judge(measurement, enoughSamples);
        if (!(measurement instanceof Measurement.Value value)
                || criterion.baseline().isEmpty()
                || fixed.verdict() == Verdict.Fail
                || fixed.value().isEmpty()) {
            return fixed;
        }
        Measurement baseline = Reduction.reduce(answers.baseline().orElseThrow(), criterion.multipleSeries());
        return againstBaseline(fixed, value.number(), baseline, enoughSamples);
    }

    private Finding againstBaseline(Finding fixed, double number, Measurement measured, boolean enoughSamples) {
        Comparison comparison = new Comparison(criterion.baseline().orElseThrow());
        Measurement limits = comparison.check(number, measured);
        if (!(limits instanceof Measurement.Value baseline)) {
            return withoutNumber(limits, enoughSamples);
        }
        String message =
                fixed.message() + (criterion.bounds().isOpen() ? "" : ", ") + comparison.limits(baseline.number());
        return comparison.passes(number, baseline.number())
                ? new Finding(fixed.verdict(), fixed.value(), message)
                : new Finding(Verdict.Fail, fixed.value(), message);
    }

    private Measurement measurement(Answers answers) {
        Measurement main = Reduction.reduce(answers.main(), criterion.multipleSeries());
        return answers.of()
                .map(of -> ratio(main, Reduction.reduce(of, criterion.multipleSeries())))
                .orElse(main);
    }

    /**
     * Returns part / of. A part without any series beside traffic is 0: a counter of errors is born with the first
     * error, so a service that never failed has none.
     */
    private Measurement ratio(Measurement part, Measurement of) {
        if (!(of instanceof Measurement.Value whole)) {
            return of instanceof Measurement.NoData ? new Measurement.NoData("no traffic") : of;
        }
        if (whole.number() <= 0) {
            return new Measurement.NoData("no traffic");
        }
        double number = 0;
        if (part instanceof Measurement.Value value) {
            number = value.number();
        } else if (!(part instanceof Measurement.NoData)) {
            return part;
        }
        double share = number / whole.number();
        return Double.isNaN(share) ? new Measurement.NoData("not a number (NaN)") : new Measurement.Value(share);
    }

    private Optional<Finding> tooFewSamples(Answer answer) {
        double min = criterion.samples().orElseThrow().min().doubleValue();
        Measurement samples = Reduction.reduce(answer, criterion.multipleSeries());
        if (samples instanceof Measurement.Unavailable || samples instanceof Measurement.Invalid) {
            return Optional.of(withoutNumber(samples, false));
        }
        double count = samples instanceof Measurement.Value value ? value.number() : 0;
        if (count >= min) {
            return Optional.empty();
        }
        Measurement none = new Measurement.NoData(Numbers.format(count) + " of " + Numbers.format(min) + " samples");
        return Optional.of(withoutNumber(none, false));
    }

    private Finding judge(Measurement measurement, boolean enoughSamples) {
        if (!(measurement instanceof Measurement.Value value)) {
            return withoutNumber(measurement, enoughSamples);
        }
        double number = value.number();
        Verdict verdict = verdict(number);
        if (Double.isInfinite(number) && verdict != Verdict.Fail) {
            // Something divided by nothing is no proof of health, however high the bar it clears.
            return withoutNumber(new Measurement.NoData("infinite"), enoughSamples);
        }
        return new Finding(verdict, Optional.of(number), Numbers.format(number) + ", " + fixedBounds());
    }

    private String fixedBounds() {
        String bounds = criterion.bounds().toString();
        return criterion.warning().isOpen() ? bounds : bounds + " (warning " + criterion.warning() + ")";
    }

    private Verdict verdict(double number) {
        if (!criterion.bounds().contains(number)) {
            return Verdict.Fail;
        }
        return criterion.warning().contains(number) ? Verdict.Pass : Verdict.Warning;
    }

    private Finding withoutNumber(Measurement measurement, boolean enoughSamples) {
        if (measurement instanceof Measurement.Unavailable unavailable) {
            return Finding.without(Verdict.Unavailable, unavailable.message());
        }
        if (measurement instanceof Measurement.Invalid invalid) {
            return Finding.without(Verdict.Invalid, invalid.message());
        }
        String message = ((Measurement.NoData) measurement).message();
        if (noData == NoDataPolicy.Fail) {
            return Finding.without(Verdict.Fail, message + ", which noData: Fail counts as failing");
        }
        // Silence passes only where the samples show that there was something to hear.
        if (noData == NoDataPolicy.Pass && enoughSamples) {
            return Finding.without(Verdict.Pass, message + ", which noData: Pass counts as passing");
        }
        return Finding.without(Verdict.NoData, message);
    }
}
