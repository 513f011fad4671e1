package dev.featurerollout.forecast;

import dev.featurerollout.forecast.Forecast.Crowd;
import dev.featurerollout.forecast.Forecast.Step;
import dev.featurerollout.forecast.Forecast.Timing;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.share.Answer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** A forecast for people; the differences in it are what {@code git apply} takes. */
public final class ForecastText {
    private final Forecast forecast;

    public ForecastText(Forecast forecast) {
        this.forecast = forecast;
    }

    /** Returns the text. */
    public String render() {
        StringBuilder text = new StringBuilder(forecast.namespace())
                .append('/')
                .append(forecast.name())
                .append(", as of ")
                .append(words(forecast.asOf()))
                .append('\n');
        forecast.standing().ifPresent(standing -> text.append(standing).append('\n'));
        forecast.steps().forEach(step -> step(text, step));
        forecast.completion().ifPresent(completion -> {
            text.append("\nCompletion, after the last stage\n");
            crowds(text, completion.crowds());
            differences(text, completion.differences());
        });
        forecast.rollback().ifPresent(back -> {
            text.append("\nRollback, from the last stage\n");
            text.append("  arrives  within ")
                    .append(DurationText.format(back.arrivesWithin()))
                    .append(" of the write; it waits for nothing\n");
            crowds(text, back.crowds());
            differences(text, back.differences());
        });
        return text.toString();
    }

    private void step(StringBuilder text, Step step) {
        text.append("\nStage ")
                .append(step.stage())
                .append(step.isCurrent() ? ", where it is now" : "")
                .append('\n');
        text.append("  when     ").append(when(step.timing())).append('\n');
        step.stage()
                .admitted()
                .ifPresent(
                        audience -> text.append("  users    ").append(audience).append(": all of them, from now on\n"));
        crowds(text, step.crowds());
        step.holds()
                .forEach(hold -> text.append("  held by  ")
                        .append(hold.what())
                        .append(": ")
                        .append(hold.how())
                        .append('\n'));
        differences(text, step.differences());
    }

    private static String when(Timing timing) {
        return timing.enteredAt()
                .map(entered -> "from " + words(entered) + " at the earliest, effective "
                        + words(timing.effectiveAt().orElseThrow())
                        + timing.leftAt()
                                .map(left -> ", left " + words(left) + " at the earliest")
                                .orElse(", and it stays there")
                        + (timing.isShortened() ? " (if shown to be safe by then)" : ""))
                .orElse("not by itself: something before it holds");
    }

    private static void crowds(StringBuilder text, List<Crowd> crowds) {
        for (Crowd crowd : crowds) {
            text.append("  users    ")
                    .append(crowd.flag())
                    .append(": ")
                    .append(number(crowd.on()))
                    .append(" of ")
                    .append(number(crowd.of()))
                    .append(crowd.reaching() ? " who get as far as its rule" : "")
                    .append(" by ")
                    .append(crowd.evaluator())
                    .append("; ")
                    .append(number(crowd.gained()))
                    .append(" more, ")
                    .append(number(crowd.lost()))
                    .append(" fewer; without a key: ")
                    .append(words(crowd.withoutKey()))
                    .append('\n');
        }
    }

    private static void differences(StringBuilder text, List<Difference> differences) {
        if (differences.isEmpty()) {
            text.append("  no document changes\n");
        }
        for (Difference difference : differences) {
            difference.unified().forEach(line -> text.append(line).append('\n'));
        }
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String words(Answer answer) {
        return switch (answer) {
            case On -> "on";
            case Off -> "off";
            case CodeDefault -> "the default in the code";
            case Chance -> "drawn anew at every call";
        };
    }

    private static String words(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
