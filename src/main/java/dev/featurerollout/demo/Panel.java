package dev.featurerollout.demo;

import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.PlannedStage;
import dev.featurerollout.measure.criteria.Numbers;
import dev.featurerollout.model.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One rollout on the screen, in a frame.
 *
 * @param share of the requests that really got the feature, in percent
 */
record Panel(String name, FeatureRolloutStatus status, double share) {
    /** Rows of criteria, there or not yet, so that nothing jumps. */
    private static final int CRITERIA = 2;

    private static final int MESSAGE_ROWS = 2;
    private static final int NAME_WIDTH = 14;
    private static final int VALUE_WIDTH = 11;

    /** An instant, of which on the screen only the time of day matters. */
    private static final Pattern INSTANT =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T([0-9]{2}:[0-9]{2}:[0-9]{2})(\\.[0-9]+)?Z");

    /** Returns the rows, each {@code width} wide. */
    List<Line> rows(int width) {
        int inner = width - 4;
        List<Line> content = new ArrayList<>();
        content.add(bar(inner));
        content.add(stages());
        List<CriterionStatus> criteria = Statuses.criteria(status);
        for (int i = 0; i < Math.max(CRITERIA, criteria.size()); i++) {
            content.add(i < criteria.size() ? criterion(criteria.get(i)) : new Line());
        }
        content.addAll(Line.wrap(tone(), message(), inner, MESSAGE_ROWS));

        List<Line> rows = new ArrayList<>();
        rows.add(title(width));
        content.forEach(
                line -> rows.add(Line.of(Tone.Faint, "│ ").add(line.fit(inner)).add(Tone.Faint, " │")));
        rows.add(Line.of(Tone.Faint, "╰" + "─".repeat(width - 2) + "╯"));
        return rows;
    }

    private Line title(int width) {
        Line left = Line.of(Tone.Faint, "╭─ ").add(Tone.Strong, name).add(" ");
        Line right = new Line().add(" ").add(tone(), state()).add(Tone.Faint, " ─╮");
        return left.add(Tone.Faint, "─".repeat(Math.max(0, width - left.width() - right.width())))
                .add(right);
    }

    private String state() {
        return Statuses.ready(status).reason();
    }

    private Tone tone() {
        return switch (state()) {
            case "Completed" -> Tone.Good;
            case "Progressing" -> Tone.Busy;
            case "Pending" -> Tone.Faint;
            case "Holding", "Suspended" -> Tone.Warn;
            default -> Tone.Bad;
        };
    }

    private Line bar(int inner) {
        String text = " %5s %% set, %4.1f %% served"
                .formatted(status.percentage() == null ? "0" : status.percentage(), share);
        int length = Math.max(10, inner - text.length());
        int full = (int) Math.round(length * Statuses.percentage(status) / 100);
        return Line.of(tone(), "█".repeat(full))
                .add(Tone.Faint, "░".repeat(length - full))
                .add(text);
    }

    private Line stages() {
        Line line = new Line();
        List<PlannedStage> plan = Statuses.list(status.plan());
        for (int i = 0; i < plan.size(); i++) {
            line.add(i == 0 ? "" : "   ").add(stage(plan.get(i), i));
        }
        return line;
    }

    private Line stage(PlannedStage planned, int index) {
        String text = planned.name() + " " + planned.percentage() + " %";
        if (status.stage() != null
                && status.stage().index() == index
                && Statuses.outcome(status).isEmpty()) {
            return Line.of(tone(), "▶ " + text).add(Tone.Faint, " " + baked(planned));
        }
        if (isFailed(planned)) {
            return Line.of(Tone.Bad, "✗ " + text);
        }
        return isPassed(planned, index) ? Line.of(Tone.Good, "✓ " + text) : Line.of(Tone.Faint, "○ " + text);
    }

    private boolean isFailed(PlannedStage planned) {
        return status.rollback() != null
                && planned.percentage().equals(status.rollback().from());
    }

    private boolean isPassed(PlannedStage planned, int index) {
        if (status.rollback() != null) {
            return Double.parseDouble(planned.percentage())
                    < Double.parseDouble(status.rollback().from());
        }
        return status.stage() != null
                && (index < status.stage().index() || Statuses.outcome(status).isPresent());
    }

    private String baked(PlannedStage planned) {
        Duration baked = DurationText.parse(status.stage().baked());
        return baked.toSeconds() + "s of " + planned.bakeTime();
    }

    private static Line criterion(CriterionStatus criterion) {
        Tone tone = Statuses.tone(criterion.verdict());
        String value = criterion.value() == null ? "–" : Numbers.format(Double.parseDouble(criterion.value()));
        return Line.of(tone, mark(criterion.verdict()) + " ")
                .add(pad(criterion.name(), NAME_WIDTH))
                .add(tone, pad(value, VALUE_WIDTH))
                .add(pad(criterion.bound(), NAME_WIDTH))
                .add(tone, criterion.verdict() == null ? "not yet looked at" : verdict(criterion));
    }

    private static String verdict(CriterionStatus criterion) {
        Integer failures = criterion.failuresInRow();
        return failures != null && failures > 1
                ? criterion.verdict() + ", " + failures + " in a row"
                : criterion.verdict();
    }

    private static String mark(String verdict) {
        if (verdict == null) {
            return "·";
        }
        return switch (verdict) {
            case "Pass" -> "✓";
            case "Fail" -> "✗";
            default -> "!";
        };
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private String message() {
        return shortened(Statuses.ready(status).message());
    }

    /** Returns a message with times of day instead of instants. */
    static String shortened(String message) {
        return INSTANT.matcher(message).replaceAll("$1");
    }
}
