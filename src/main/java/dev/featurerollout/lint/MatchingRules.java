package dev.featurerollout.lint;

import dev.featurerollout.lint.Labels.AsScraped;
import dev.featurerollout.lint.Labels.AtMost;
import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Expr.Binary;
import dev.featurerollout.promql.Expr.Operator;
import dev.featurerollout.promql.Expr.Selector;
import dev.featurerollout.promql.Matcher;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules about which series meet on the two sides of an operator, and which are there at all. */
final class MatchingRules {
    private static final Set<String> STATUS_LABELS = Set.of(
            "code",
            "status",
            "status_code",
            "http_status",
            "http_code",
            "http_status_code",
            "response_code",
            "http_response_status_code");

    private static final int LONGEST_STATUS = 100;

    private MatchingRules() {}

    static Stream<Remark> differentLabels(Subject subject) {
        return subject.all(Binary.class)
                .filter(binary -> binary.matching().labels().isEmpty())
                .filter(binary -> binary.operator() != Operator.OR && binary.operator() != Operator.UNLESS)
                .flatMap(binary -> difference(binary).stream());
    }

    private static Optional<Remark> difference(Binary binary) {
        Labels left = Labels.of(binary.left());
        Labels right = Labels.of(binary.right());
        boolean apart = left instanceof AtMost && right instanceof AtMost && !left.equals(right);
        boolean oneIsRaw = left instanceof AtMost && right instanceof AsScraped
                || left instanceof AsScraped && right instanceof AtMost;
        if (!apart && !oneIsRaw) {
            return Optional.empty();
        }
        return Optional.of(Remark.at(
                binary.left(),
                "the left side of " + binary.operator() + " has " + inWords(left) + ", the right side " + inWords(right)
                        + ", so no series finds its partner and the result is empty: aggregate both sides by the same"
                        + " labels"));
    }

    private static String inWords(Labels labels) {
        return labels instanceof AtMost ? labels.toString() : "all labels of the series";
    }

    static Stream<Remark> dividedByItself(Subject subject) {
        return subject.all(Binary.class)
                .filter(MatchingRules::isDividedByItself)
                .map(binary -> Remark.at(
                        binary.left(),
                        "without aggregation each series is divided by itself, and what differs finds no partner: the"
                                + " result is 1. Put sum() around both sides"));
    }

    /** Whether both sides are series as they were scraped, of which the left are some of the right. */
    static boolean isDividedByItself(Binary binary) {
        if (binary.operator() != Operator.DIVIDE || binary.matching().labels().isPresent()) {
            return false;
        }
        List<Selector> left = selectors(binary.left());
        List<Selector> right = selectors(binary.right());
        return Labels.of(binary.left()) instanceof AsScraped
                && Labels.of(binary.right()) instanceof AsScraped
                && left.size() == 1
                && right.size() == 1
                && left.get(0).name().equals(right.get(0).name())
                && Share.isNarrower(left.get(0), right.get(0), matcher -> true);
    }

    private static List<Selector> selectors(Expr expr) {
        return expr.all()
                .filter(Selector.class::isInstance)
                .map(Selector.class::cast)
                .toList();
    }

    static Stream<Remark> matchesNothing(Subject subject) {
        return subject.all(Selector.class)
                .flatMap(selector -> selector.matchers().stream())
                .flatMap(matcher -> nothing(matcher).stream());
    }

    private static Optional<Remark> nothing(Matcher matcher) {
        int at = matcher.extent().start();
        String value = matcher.value();
        boolean status = STATUS_LABELS.contains(matcher.label());
        if (matcher.kind() == Matcher.Kind.EQUAL && isPattern(value, status)) {
            return Optional.of(Remark.at(
                    at,
                    matcher + " looks for this very text; for a regular expression write " + matcher.label() + "=~"));
        }
        if (matcher.kind() == Matcher.Kind.REGEX && status && isOfNumbers(value) && !matchesAStatus(matcher)) {
            return Optional.of(Remark.at(
                    at,
                    matcher + " fits no status of three digits, since a regular expression must fit all of the value:"
                            + " write " + matcher.label() + "=~\"5..\""));
        }
        return Optional.empty();
    }

    private static boolean isPattern(String value, boolean status) {
        return value.contains(".*")
                || value.contains(".+")
                || status && value.matches("[1-5]\\.\\.|[0-9.]+\\|[0-9.|]+");
    }

    /** Long ones are not tried: no status needs them. */
    private static boolean isOfNumbers(String value) {
        return value.length() <= LONGEST_STATUS
                && value.chars().allMatch(c -> isDigit(c) || ".^$*+?()|[]-".indexOf(c) >= 0)
                && value.chars().anyMatch(c -> isDigit(c) && c != '0');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean matchesAStatus(Matcher matcher) {
        return matcher.selection()
                .map(selection ->
                        IntStream.range(100, 600).mapToObj(Integer::toString).anyMatch(selection))
                .orElse(true);
    }
}
