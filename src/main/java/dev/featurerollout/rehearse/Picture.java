package dev.featurerollout.rehearse;

import dev.featurerollout.measure.criteria.Numbers;
import dev.featurerollout.model.Bounds;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.rehearse.Account.Look;
import dev.featurerollout.rehearse.Account.RolledBack;
import dev.featurerollout.rehearse.Account.Stay;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A rehearsal as an SVG picture: for each criterion a panel with its values over time, its bounds and the band of its
 * warning, the stages behind it, and a mark for each look that did not pass.
 */
public final class Picture {
    private static final int WIDTH = 960;
    private static final int LEFT = 76;
    private static final int RIGHT = 24;
    private static final int HEAD = 62;
    private static final int PANEL = 150;
    private static final int GAP = 46;
    private static final int FOOT = 56;

    /** More points than there are pixels only make the file large; of each pixel the extremes are kept. */
    private static final int MOST_POINTS = 2 * (WIDTH - LEFT - RIGHT);

    /** Colours that can be told from one another, on white and on black, by most who are colour-blind. */
    private static final String STYLE = """
        svg { color-scheme: light dark; font: 12px system-ui, sans-serif; background: #ffffff; }
        text { fill: #1f2328; } .dim { fill: #59636e; } .title { font-size: 15px; font-weight: 600; }
        .frame { fill: none; stroke: #8c959f; } .stage { fill: #0969da; } .warning { fill: #bf8700; opacity: .16; }
        .bound { stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 6 4; }
        .value { fill: none; stroke: #0969da; stroke-width: 1.5; stroke-linejoin: round; }
        .Warning { fill: #bf8700; } .Fail { fill: #cf222e; } .NoData { fill: #8c959f; } .Invalid { fill: #8250df; }
        .rollback { stroke: #cf222e; stroke-width: 2; } .rolled { fill: #cf222e; font-weight: 600; }
        @media (prefers-color-scheme: dark) {
          svg { background: #0d1117; } text { fill: #e6edf3; } .dim { fill: #9198a1; }
          .stage { fill: #4493f8; } .value { stroke: #4493f8; } .bound, .rollback { stroke: #f85149; }
          .Fail, .rolled { fill: #f85149; } .Warning, .warning { fill: #d29922; } .Invalid { fill: #ab7df8; }
        }
        """;

    private final String name;
    private final Account account;
    private final List<Criterion> criteria;
    private final Instant from;
    private final Instant to;
    private final StringBuilder svg = new StringBuilder();

    /** @param name what the rollout is called */
    public Picture(String name, Account account) {
        this.name = name;
        this.account = account;
        this.criteria = account.looks().stream().map(Look::criterion).distinct().toList();
        this.from = account.start();
        Instant end = account.end().at();
        this.to = end.isAfter(from) ? end : from.plusSeconds(1);
    }

    /** Returns the document. */
    public String render() {
        int height = HEAD + criteria.size() * (PANEL + GAP) + FOOT;
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH + " " + height)
                .append("\" width=\"" + WIDTH + "\" height=\"" + height
                        + "\" role=\"img\" aria-labelledby=\"title desc\">\n");
        element("title", "id=\"title\"", name + ", rehearsed from " + Words.of(from));
        element("desc", "id=\"desc\"", description());
        svg.append("<style>\n").append(STYLE).append("</style>\n");
        text("title", LEFT, 24, "start", name + ": " + outcome());
        text("dim", LEFT, 43, "start", "rehearsed from " + Words.of(from) + " to " + Words.of(to) + "; all times UTC");
        for (int i = 0; i < criteria.size(); i++) {
            panel(criteria.get(i), HEAD + i * (PANEL + GAP) + 22);
        }
        axis(HEAD + criteria.size() * (PANEL + GAP) - GAP + 22);
        return svg.append("</svg>\n").toString();
    }

    private String outcome() {
        if (account.end() instanceof RolledBack back) {
            return "rolled back by " + back.culprit() + " after " + Words.of(account.length());
        }
        return account.end() instanceof Account.Completed
                ? "completed after " + Words.of(account.length())
                : "not over after " + Words.of(account.length());
    }

    private String description() {
        List<String> sentences = new ArrayList<>(List.of(outcome()));
        account.stages()
                .forEach(stay -> sentences.add("stage " + stay.stage() + " from " + Words.of(stay.enteredAt()) + " to "
                        + Words.of(stay.leftAt())));
        criteria.forEach(criterion -> sentences.add(
                criterion.name() + ", " + criterion.boundText() + ": " + account.verdicts(criterion.name())));
        return String.join("; ", sentences);
    }

    private void panel(Criterion criterion, int top) {
        List<Look> looks = account.looks(criterion.name()).toList();
        Scale scale = Scale.of(criterion, looks, top);
        String closest = account.closest(criterion.name())
                .map(look -> "; closest " + look.margin().orElseThrow())
                .orElse("; no value");
        text("", LEFT, top - 8, "start", criterion.name() + closest);
        stages(top);
        bands(criterion, scale, top);
        svg.append("<rect class=\"frame\" x=\"" + LEFT + "\" y=\"" + top + "\" width=\"" + (WIDTH - LEFT - RIGHT)
                + "\" height=\"" + PANEL + "\"/>\n");
        for (double tick : scale.ticks()) {
            text("dim", LEFT - 8, scale.y(tick) + 4, "end", Numbers.format(tick));
        }
        line(looks, scale);
        marks(looks, scale, top);
        if (account.end() instanceof RolledBack back) {
            vertical("rollback", x(back.at()), top);
            if (back.cause().criterion().filter(criterion.name()::equals).isPresent()) {
                text("rolled", x(back.at()) - 6, top + 30, "end", "rolled back");
            }
        }
    }

    private void stages(int top) {
        for (int i = 0; i < account.stages().size(); i++) {
            Stay stay = account.stages().get(i);
            double left = x(stay.enteredAt());
            double width = Math.max(1, x(stay.leftAt()) - left);
            svg.append("<rect class=\"stage\" opacity=\"" + (i % 2 == 0 ? ".07" : ".15") + "\" x=\"" + number(left)
                    + "\" y=\"" + top + "\" width=\"" + number(width) + "\" height=\"" + PANEL + "\">");
            inline(
                    "title",
                    stay.stage() + ", entered at " + Words.of(stay.enteredAt()) + ", stayed "
                            + Words.of(stay.length()));
            svg.append("</rect>\n");
            String label = stay.stage().whom();
            String full = stay.stage().name() + " " + label;
            if (width > 7 * full.length()) {
                text("dim", left + 4, top + 14, "start", full);
            } else if (width > 7 * label.length()) {
                text("dim", left + 4, top + 14, "start", label);
            }
        }
    }

    /** The band between warning and bound on each side, and the bounds themselves. */
    private void bands(Criterion criterion, Scale scale, int top) {
        Bounds bounds = criterion.bounds();
        Bounds warning = criterion.warning();
        warning.max().ifPresent(low -> band(scale, low, bounds.max().orElse(low)));
        warning.min().ifPresent(high -> band(scale, bounds.min().orElse(high), high));
        Stream.of(
                        bounds.max().map(bound -> "max " + bound.toPlainString()),
                        bounds.min().map(bound -> "min " + bound.toPlainString()))
                .flatMap(Optional::stream)
                .forEach(label -> {
                    double y = scale.y(Double.parseDouble(label.substring(4)));
                    svg.append("<line class=\"bound\" x1=\"" + LEFT + "\" x2=\"" + (WIDTH - RIGHT) + "\" y1=\""
                            + number(y) + "\" y2=\"" + number(y) + "\"/>\n");
                    text("dim", WIDTH - RIGHT - 4, y - 4 < top + 10 ? y + 13 : y - 4, "end", label);
                });
    }

    private void band(Scale scale, BigDecimal low, BigDecimal high) {
        double y = scale.y(high.doubleValue());
        svg.append("<rect class=\"warning\" x=\"" + LEFT + "\" y=\"" + number(y) + "\" width=\""
                + (WIDTH - LEFT - RIGHT) + "\" height=\"" + number(scale.y(low.doubleValue()) - y) + "\"/>\n");
    }

    /** A look without a value interrupts the line. */
    private void line(List<Look> looks, Scale scale) {
        List<List<Look>> pieces = new ArrayList<>(List.of(new ArrayList<>()));
        for (Look look : thinned(looks)) {
            if (look.seen().value().filter(Double::isFinite).isPresent()) {
                pieces.get(pieces.size() - 1).add(look);
            } else if (!pieces.get(pieces.size() - 1).isEmpty()) {
                pieces.add(new ArrayList<>());
            }
        }
        for (List<Look> piece : pieces) {
            if (!piece.isEmpty()) {
                StringBuilder points = new StringBuilder();
                piece.forEach(look -> points.append(number(x(look.seen().at())))
                        .append(',')
                        .append(number(scale.y(look.seen().value().orElseThrow())))
                        .append(' '));
                svg.append("<polyline class=\"value\" points=\""
                        + points.toString().strip() + "\"/>\n");
            }
        }
    }

    /** Returns the looks, or of so many that they cannot be told apart the extremes of each stretch. */
    private static List<Look> thinned(List<Look> looks) {
        if (looks.size() <= MOST_POINTS) {
            return looks;
        }
        int stretch = (looks.size() * 2 + MOST_POINTS - 1) / MOST_POINTS;
        List<Look> kept = new ArrayList<>();
        for (int start = 0; start < looks.size(); start += stretch) {
            List<Look> some = looks.subList(start, Math.min(start + stretch, looks.size()));
            Look low = some.get(0);
            Look high = some.get(0);
            for (Look look : some) {
                low = value(look) < value(low) ? look : low;
                high = value(look) > value(high) ? look : high;
            }
            boolean rises = low.seen().at().isBefore(high.seen().at());
            kept.add(rises ? low : high);
            if (low != high) {
                kept.add(rises ? high : low);
            }
        }
        return kept;
    }

    private static double value(Look look) {
        return look.seen().value().orElse(Double.NaN);
    }

    private void marks(List<Look> looks, Scale scale, int top) {
        for (Look look : looks) {
            Verdict verdict = look.seen().verdict();
            if (verdict != Verdict.Pass) {
                double y = look.seen().value().map(scale::y).orElse((double) top + PANEL);
                svg.append("<circle class=\"" + verdict + "\" r=\"3\" cx=\""
                        + number(x(look.seen().at())) + "\" cy=\"" + number(y) + "\">");
                inline(
                        "title",
                        verdict + " at " + Words.of(look.seen().at()) + ": "
                                + look.seen().message());
                svg.append("</circle>\n");
            }
        }
    }

    private void axis(int bottom) {
        Duration length = Duration.between(from, to);
        Duration step = Stream.of(1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
                .map(Duration::ofMinutes)
                .filter(candidate -> length.dividedBy(candidate) <= 8)
                .findFirst()
                .orElse(length.dividedBy(8));
        boolean days = length.compareTo(Duration.ofDays(1)) > 0;
        Duration sinceRound = Duration.ofMillis(Math.floorMod(from.toEpochMilli(), step.toMillis()));
        for (Instant at = from.minus(sinceRound).plus(sinceRound.isZero() ? Duration.ZERO : step);
                !at.isAfter(to);
                at = at.plus(step)) {
            double x = x(at);
            svg.append("<line class=\"frame\" x1=\"" + number(x) + "\" x2=\"" + number(x) + "\" y1=\"" + bottom
                    + "\" y2=\"" + (bottom + 5) + "\"/>\n");
            String text = at.toString();
            text(
                    "dim",
                    x,
                    bottom + 18,
                    "middle",
                    days ? text.substring(5, 16).replace('T', ' ') : text.substring(11, 16));
        }
        double x = LEFT;
        for (Verdict verdict : List.of(Verdict.Warning, Verdict.Fail, Verdict.NoData, Verdict.Invalid)) {
            svg.append("<circle class=\"" + verdict + "\" r=\"4\" cx=\"" + number(x + 4) + "\" cy=\"" + (bottom + 40)
                    + "\"/>\n");
            text("dim", x + 14, bottom + 44, "start", verdict.name());
            x += 90;
        }
    }

    private void vertical(String style, double x, int top) {
        svg.append("<line class=\"" + style + "\" x1=\"" + number(x) + "\" x2=\"" + number(x) + "\" y1=\"" + top
                + "\" y2=\"" + (top + PANEL) + "\"/>\n");
    }

    private double x(Instant at) {
        double share = (double) Duration.between(from, at).toMillis()
                / Duration.between(from, to).toMillis();
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private void text(String style, double x, double y, String anchor, String text) {
        element(
                "text",
                "class=\"" + style + "\" x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor
                        + "\"",
                text);
    }

    private void element(String tag, String attributes, String text) {
        svg.append('<').append(tag).append(' ').append(attributes).append('>');
        svg.append(escaped(text)).append("</").append(tag).append(">\n");
    }

    private void inline(String tag, String text) {
        svg.append('<')
                .append(tag)
                .append('>')
                .append(escaped(text))
                .append("</")
                .append(tag)
                .append('>');
    }

    /** Characters that XML does not allow at all, such as those of a terminal, are left out. */
    private static String escaped(String text) {
        return text.replaceAll("[^\\x09\\x0A\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    private static String number(double value) {
        return Numbers.format(Math.rint(value * 10) / 10);
    }

    /** From values to heights: takes in all bounds, and all values that do not dwarf them. */
    private record Scale(double low, double high, int top) {
        /** A value far beyond the bound is drawn at the edge, so that the others can still be told apart. */
        private static final double FAR = 2;

        static Scale of(Criterion criterion, List<Look> looks, int top) {
            double[] bounds = Stream.of(criterion.bounds(), criterion.warning())
                    .flatMap(some -> Stream.concat(some.min().stream(), some.max().stream()))
                    .mapToDouble(BigDecimal::doubleValue)
                    .toArray();
            double[] values = looks.stream()
                    .flatMap(look -> look.seen().value().stream())
                    .filter(Double::isFinite)
                    .mapToDouble(value -> value)
                    .toArray();
            double low = min(DoubleStream.concat(DoubleStream.of(bounds), DoubleStream.of(values)));
            double high = max(DoubleStream.concat(DoubleStream.of(bounds), DoubleStream.of(values)));
            if (bounds.length > 0 && values.length > 0) {
                double near = Math.max(max(DoubleStream.of(bounds)), 0);
                double far = near + FAR * Math.max(near - Math.min(low, 0), Math.abs(near));
                high = near > 0 ? Math.min(high, far) : high;
            }
            low = low >= 0 && low <= high / 2 ? 0 : low;
            double room = high > low ? (high - low) * 0.08 : 1;
            return new Scale(low == 0 ? 0 : low - room, high + room, top);
        }

        private static double min(DoubleStream values) {
            return values.min().orElse(0);
        }

        private static double max(DoubleStream values) {
            return values.max().orElse(1);
        }

        double y(double value) {
            double inside = Math.max(low, Math.min(high, value));
            return top + PANEL - (inside - low) / (high - low) * PANEL;
        }

        /** Returns round numbers, a handful of them. */
        List<Double> ticks() {
            double rough = (high - low) / 4;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = Stream.of(1.0, 2.0, 5.0, 10.0)
                    .map(factor -> factor * power)
                    .filter(candidate -> candidate >= rough)
                    .findFirst()
                    .orElse(rough);
            List<Double> ticks = new ArrayList<>();
            for (double tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
                ticks.add(Math.rint(tick / step) * step);
            }
            return ticks;
        }
    }
}
