package dev.featurerollout.lint;

import dev.featurerollout.lint.Subject.Use;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Expr.Range;
import dev.featurerollout.promql.Expr.Selector;
import dev.featurerollout.promql.Expr.Subquery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Rules about ranges of time, and about units. */
final class WindowRules {
    /** Where nobody said how often is scraped; few scrape more often, unless they look more often, too. */
    private static final Duration USUAL_SCRAPE_INTERVAL = Duration.ofSeconds(15);

    private static final List<String> FITTING = List.of(QueryTemplate.WINDOW, QueryTemplate.ELAPSED, "interval");

    /** As seconds these are no latencies of requests, as milliseconds they are. */
    private static final BigDecimal HARDLY_SECONDS = BigDecimal.valueOf(50);

    private WindowRules() {}

    static Stream<Remark> fixedWindow(Subject subject) {
        return subject.root()
                .all()
                .flatMap(WindowRules::range)
                .filter(range -> range.length().compareTo(subject.criterion().interval()) > 0)
                .filter(range -> !subject.rendering().comesFrom(range.extent(), FITTING))
                .map(range -> Remark.at(
                        range.extent().start(),
                        "this range is always " + DurationText.format(range.length())
                                + ", so at first it sees the time before the stage: write [$(window)], which never"
                                + " does, and set window"));
    }

    /** What looks into the past by intention is left alone. */
    private static Stream<Range> range(Expr expr) {
        if (expr instanceof Subquery subquery && subquery.shift().isNone()) {
            return Stream.of(subquery.range());
        }
        return expr instanceof Selector selector && selector.shift().isNone()
                ? selector.range().stream()
                : Stream.empty();
    }

    static Stream<Remark> windowTooShort(Subject subject) {
        Criterion criterion = subject.criterion();
        Duration scrape = subject.scrapeInterval()
                .orElse(
                        criterion.interval().compareTo(USUAL_SCRAPE_INTERVAL) < 0
                                ? criterion.interval()
                                : USUAL_SCRAPE_INTERVAL);
        boolean usesWindow = subject.rendering()
                .comesFrom(
                        new dev.featurerollout.promql.Extent(
                                0, subject.rendering().text().length()),
                        FITTING);
        return subject.isFirst() && usesWindow && criterion.window().compareTo(scrape.multipliedBy(2)) < 0
                ? Stream.of(Remark.on(
                        "window",
                        "in " + DurationText.format(criterion.window()) + " there may be fewer than two scrapes (every "
                                + DurationText.format(scrape)
                                + "), and rate() of one is empty: make it four scrapes or more"))
                : Stream.empty();
    }

    static Stream<Remark> unitOfBound(Subject subject) {
        if (subject.use() != Use.VALUE
                || !Metrics.soundsLikeLatency(subject.criterion().name()) && !isQuantile(subject)) {
            return Stream.empty();
        }
        boolean scaled = subject.all(Expr.Number.class).anyMatch(number -> number.value() >= 1000);
        return scaled
                ? Stream.empty()
                : subject.criterion().bounds().max().stream()
                        .flatMap(max -> subject.all(Selector.class)
                                .limit(1)
                                .flatMap(selector -> wrongBy(selector.name(), max)));
    }

    private static boolean isQuantile(Subject subject) {
        return subject.all(Expr.Call.class).anyMatch(call -> call.function().equals("histogram_quantile"));
    }

    private static Stream<Remark> wrongBy(String name, BigDecimal max) {
        String metric = name.replaceFirst("_(?:bucket|sum|count)$", "");
        if (metric.endsWith("_seconds") && max.compareTo(HARDLY_SECONDS) >= 0) {
            return Stream.of(Remark.on(
                    "max",
                    metric + " is in seconds, and max " + max.toPlainString()
                            + " looks like milliseconds: write \""
                            + max.movePointLeft(3).stripTrailingZeros().toPlainString() + '"'));
        }
        boolean milliseconds = metric.endsWith("_milliseconds") || metric.endsWith("_ms");
        return milliseconds && max.signum() > 0 && max.compareTo(BigDecimal.ONE) < 0
                ? Stream.of(Remark.on(
                        "max",
                        metric + " is in milliseconds, and max " + max.toPlainString() + " looks like seconds: write \""
                                + max.movePointRight(3).stripTrailingZeros().toPlainString() + '"'))
                : Stream.empty();
    }
}
