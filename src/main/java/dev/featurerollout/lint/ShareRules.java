package dev.featurerollout.lint;

import dev.featurerollout.lint.Subject.Use;
import dev.featurerollout.model.Bounds;
import dev.featurerollout.model.Criterion.NoDataPolicy;
import dev.featurerollout.model.Criterion.Ratio;
import dev.featurerollout.model.Role;
import java.math.BigDecimal;
import java.util.stream.Stream;

/** Rules about shares of events, and the bounds they are given. */
final class ShareRules {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private ShareRules() {}

    static Stream<Remark> emptyWhenNeverFailed(Subject subject) {
        boolean silencePasses = subject.criterion().noData() == NoDataPolicy.Pass;
        return unguarded(subject)
                .filter(share -> countsBad(share, subject) && !silencePasses)
                .map(share -> Remark.at(
                        share.division().left(),
                        "this has no series until something fails, so the quotient is empty on a service that never"
                                + " did, and the criterion never passes. Write it as ratio: {bad: ..., of: ...}, which"
                                + " takes no failures beside traffic for 0"));
    }

    static Stream<Remark> emptyAtTotalOutage(Subject subject) {
        // For the other roles no data and failing come to the same: they hold.
        return unguarded(subject)
                .filter(share ->
                        !countsBad(share, subject) && subject.criterion().role() == Role.Guardrail)
                .map(share -> Remark.at(
                        share.division().left(),
                        "this has no series where nothing ever went well, so at a total outage the quotient is empty:"
                                + " NoData, which holds where it should roll back. Write it as ratio: {good: ...,"
                                + " of: ...}, which takes that for 0"));
    }

    private static Stream<Share> unguarded(Subject subject) {
        return subject.use() == Use.VALUE
                ? Share.in(subject.root())
                        .filter(share -> !share.isGuarded() && !MatchingRules.isDividedByItself(share.division()))
                : Stream.empty();
    }

    private static boolean countsBad(Share share, Subject subject) {
        boolean high = subject.criterion().bounds().max().isPresent();
        boolean low = subject.criterion().bounds().min().isPresent();
        return share.soundsBad() || high && !low && !share.isTurnedRound();
    }

    static Stream<Remark> boundOfAShare(Subject subject) {
        if (!isShare(subject)) {
            return Stream.empty();
        }
        Bounds bounds = subject.criterion().bounds();
        Stream<Remark> high = bounds.max().filter(max -> max.compareTo(BigDecimal.ONE) >= 0).stream()
                .map(max -> Remark.on(
                        "max",
                        "a share is never above 1, so max " + max.toPlainString() + " can never be broken"
                                + inPercent(max)));
        Stream<Remark> low = bounds.min().filter(min -> min.compareTo(BigDecimal.ONE) > 0).stream()
                .map(min -> Remark.on(
                        "min",
                        "a share is never above 1, so min " + min.toPlainString() + " can never be reached"
                                + inPercent(min)));
        return Stream.concat(high, low);
    }

    private static String inPercent(BigDecimal bound) {
        boolean percent = bound.compareTo(BigDecimal.ONE) > 0 && bound.compareTo(BigDecimal.valueOf(100)) <= 0;
        return percent
                ? ": for " + bound.toPlainString() + " % write \""
                        + bound.movePointLeft(2).stripTrailingZeros().toPlainString() + '"'
                : ": write a number between 0 and 1";
    }

    static Stream<Remark> boundOnWrongSide(Subject subject) {
        if (!subject.isFirst()) {
            return Stream.empty();
        }
        String name = subject.criterion().name();
        Bounds bounds = subject.criterion().bounds();
        boolean bad = Metrics.soundsBad(name) && !isGoodRatio(subject);
        boolean good = Metrics.soundsGood(name) && !isBadRatio(subject);
        if (bad && bounds.max().isEmpty() && bounds.min().isPresent()) {
            return Stream.of(Remark.on(
                    "min",
                    "\"" + name
                            + "\" sounds like failures, and with only a min it fails while there are few: use max"));
        }
        if (good && bounds.min().isEmpty() && bounds.max().isPresent()) {
            return Stream.of(Remark.on(
                    "max",
                    "\"" + name + "\" sounds like success, and with only a max it fails while all is well: use min"));
        }
        if (bad && isShare(subject)) {
            return bounds.max().filter(ShareRules::isMoreThanHalf).stream()
                    .map(max -> Remark.on(
                            "max",
                            "with max " + max.toPlainString() + " more than half may fail; if " + max.toPlainString()
                                    + " is the share that must go well, measure that and use min"));
        }
        if (good && isShare(subject)) {
            return bounds.min().filter(min -> min.compareTo(HALF) < 0).stream()
                    .map(min -> Remark.on(
                            "min",
                            "with min " + min.toPlainString() + " more than half may fail; if " + min.toPlainString()
                                    + " is the share that may go wrong, measure that and use max"));
        }
        return Stream.empty();
    }

    private static boolean isMoreThanHalf(BigDecimal share) {
        return share.compareTo(HALF) > 0 && share.compareTo(BigDecimal.ONE) < 0;
    }

    private static boolean isGoodRatio(Subject subject) {
        return subject.isRatio() && subject.criterion().bounds().max().isEmpty();
    }

    private static boolean isBadRatio(Subject subject) {
        return subject.isRatio() && subject.criterion().bounds().min().isEmpty();
    }

    /** Whether what is judged is a number from 0 to 1. */
    private static boolean isShare(Subject subject) {
        if (!subject.isFirst()) {
            return false;
        }
        return subject.criterion().measurand() instanceof Ratio
                || Share.in(subject.root()).anyMatch(Share::isWhole);
    }
}
