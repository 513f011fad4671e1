package dev.featurerollout.lint;

import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Expr.Binary;
import dev.featurerollout.promql.Expr.Operator;
import dev.featurerollout.promql.Expr.Selector;
import dev.featurerollout.promql.Matcher;
import dev.featurerollout.promql.Matcher.Kind;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A division of some of the events, told by their outcome, by all of them.
 *
 * @param some the selector in the numerator
 * @param above the way from the root of the query to the division
 */
record Share(Binary division, Selector some, Ancestry above) {
    private static final String BAD = "[^a-z0-9]*[45].*|.*(?:err|fail|timeout|exception|unavailable|internal).*";
    private static final String GOOD = "[^a-z0-9]*[123].*|.*(?:succ|ok|none).*";

    /** Returns the shares in a query. */
    static Stream<Share> in(Expr root) {
        return root.all()
                .filter(Binary.class::isInstance)
                .map(Binary.class::cast)
                .filter(binary -> binary.operator() == Operator.DIVIDE)
                .flatMap(division -> selectors(division.left())
                        .filter(some -> selectors(division.right()).anyMatch(all -> isPart(some, all)))
                        .limit(1)
                        .map(some -> new Share(division, some, Ancestry.of(root, division))));
    }

    private static Stream<Selector> selectors(Expr expr) {
        return expr.all().filter(Selector.class::isInstance).map(Selector.class::cast);
    }

    private static boolean isPart(Selector some, Selector all) {
        if (some.name().isEmpty()) {
            return false;
        }
        if (some.name().equals(all.name())) {
            return isNarrower(some, all, matcher -> Metrics.isOutcome(matcher.label()));
        }
        return Metrics.countsErrors(some.name()) && !Metrics.countsErrors(all.name()) && Metrics.isCounter(all.name());
    }

    /** Whether one selects what the other does and has further matchers, of which one is as {@code test} wants it. */
    static boolean isNarrower(Selector some, Selector all, Predicate<Matcher> test) {
        List<String> wide = all.matchers().stream().map(Matcher::toString).toList();
        List<Matcher> extra = some.matchers().stream()
                .filter(matcher -> !wide.contains(matcher.toString()))
                .toList();
        boolean allThere = some.matchers().size() - extra.size() == wide.size();
        return allThere && extra.stream().anyMatch(test);
    }

    /** Whether somebody took care that the numerator is never empty, or the whole. */
    boolean isGuarded() {
        return above.passesLeftOf(Operator.OR)
                || Ancestry.of(division.left(), some).passesLeftOf(Operator.OR);
    }

    /** Whether it is taken from something, such as 1. */
    boolean isTurnedRound() {
        return above.passesRightOf(Operator.SUBTRACT);
    }

    /** Whether it is the query's own value, neither turned round nor put into percent. */
    boolean isWhole() {
        boolean scaled = division.left()
                .all()
                .anyMatch(expr -> expr instanceof Binary binary
                        && binary.operator() == Operator.MULTIPLY
                        && binary.children().stream().anyMatch(side -> side.bare() instanceof Expr.Number));
        return !scaled && above.steps().get(0).bare() == division;
    }

    /** Whether the words of its labels are those of failure. */
    boolean soundsBad() {
        return Metrics.countsErrors(some.name())
                || some.matchers().stream()
                        .filter(matcher -> Metrics.isOutcome(matcher.label()))
                        .anyMatch(Share::soundsBad);
    }

    private static boolean soundsBad(Matcher matcher) {
        String value = matcher.value().toLowerCase(Locale.ROOT);
        boolean negated = matcher.kind() == Kind.NOT_EQUAL || matcher.kind() == Kind.NOT_REGEX;
        boolean yes = value.equals("true") || value.equals("1");
        boolean no = value.equals("false") || value.equals("0");
        return switch (matcher.label()) {
            case "success" -> negated ? yes : no;
            case "error" -> negated ? no : yes;
            default -> value.matches(negated ? GOOD : BAD);
        };
    }
}
