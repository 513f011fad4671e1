package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who has a flag, by an evaluator, while it is raised from 0 to 100 % and lowered again; at 0 %; and on for everybody.
 *
 * @param steps one for each percentage, in rising order
 * @param anonymousAtZero whether the flag is on at 0 % for somebody without a key, when the code's default is on
 * @param everybody who has the flag in the format's form for everybody
 * @param anonymousAmongEverybody whether somebody without a key does
 */
record Measurement(List<Step> steps, boolean anonymousAtZero, BitSet everybody, boolean anonymousAmongEverybody) {
    /** -Pfull, which compares the shares with those in docs/formats.md, asks for more. */
    static final int USERS = Integer.getInteger("featurerollout.users", 10_000);

    private static final List<String> PERCENTAGES = List.of("0", "0.1", "1", "5", "10", "25", "50", "75", "100");

    /**
     * A percentage, and who has the flag there.
     *
     * @param up reached by a raise; empty if the format refuses the percentage
     * @param down reached by lowering the flag
     */
    record Step(Percentage percentage, Optional<BitSet> up, Optional<BitSet> down) {
        private String share() {
            return up.map(on -> text(on.cardinality() * 100.0 / USERS) + " %").orElse("refused");
        }

        private static String text(double share) {
            String text = String.format(Locale.ROOT, "%.3f", share);
            return text.replaceFirst("\\.?0+$", "");
        }
    }

    /** Measures a document at any percentage; one text is evaluated once. */
    static Measurement of(Evaluator evaluator, FlagTarget target, String document) throws Exception {
        FlagFormat format = Formats.of(target.format());
        Map<String, BitSet> seen = new HashMap<>();
        List<Percentage> percentages =
                PERCENTAGES.stream().map(Percentage::parse).toList();
        String text = document;
        List<Optional<BitSet>> up = new ArrayList<>();
        for (Percentage percentage : percentages) {
            Optional<String> raised = written(format, text, target, percentage);
            text = raised.orElse(text);
            up.add(on(evaluator, raised, seen));
        }
        List<Step> steps = new ArrayList<>();
        for (int i = percentages.size() - 1; i >= 0; i--) {
            Optional<String> lowered = written(format, text, target, percentages.get(i));
            text = lowered.orElse(text);
            steps.add(0, new Step(percentages.get(i), up.get(i), on(evaluator, lowered, seen)));
        }
        String everybody = format.collapse(text, target);
        return new Measurement(
                List.copyOf(steps),
                evaluator.onForAnonymous(text),
                evaluator.on(everybody, USERS),
                evaluator.onForAnonymous(everybody));
    }

    private static Optional<String> written(
            FlagFormat format, String document, FlagTarget target, Percentage percentage) {
        try {
            return Optional.of(format.write(document, target, percentage));
        } catch (FlagProblem refused) {
            return Optional.empty();
        }
    }

    private static Optional<BitSet> on(Evaluator evaluator, Optional<String> document, Map<String, BitSet> seen)
            throws Exception {
        if (document.isPresent() && !seen.containsKey(document.get())) {
            seen.put(document.get(), evaluator.on(document.get(), USERS));
        }
        return document.map(seen::get);
    }

    /** Returns who has the flag at a percentage that the format knows. */
    BitSet at(String percentage) {
        return steps.stream()
                .filter(step -> step.percentage().equals(Percentage.parse(percentage)))
                .findFirst()
                .flatMap(Step::up)
                .orElseThrow();
    }

    /** Returns how many users have lost the flag by a raise, over all raises. */
    int lostOnTheWayUp() {
        List<BitSet> up = steps.stream().flatMap(step -> step.up().stream()).toList();
        int lost = 0;
        for (int i = 1; i < up.size(); i++) {
            lost += without(up.get(i - 1), up.get(i));
        }
        return lost;
    }

    /** Returns how many users have the flag on the way down who did not have it at that percentage on the way up. */
    int gainedOnTheWayDown() {
        return steps.stream()
                .filter(step -> step.up().isPresent())
                .mapToInt(step -> without(step.down().orElseThrow(), step.up().orElseThrow()))
                .sum();
    }

    static int without(BitSet all, BitSet some) {
        BitSet rest = (BitSet) all.clone();
        rest.andNot(some);
        return rest.cardinality();
    }

    /** Returns the row of the table in docs/formats.md. */
    String row(String format, String evaluator) {
        String shares = steps.stream().map(Step::share).collect(Collectors.joining(" | "));
        return "| %s | %s | %s | %d | %d | %s | %s |"
                .formatted(
                        format,
                        evaluator,
                        shares,
                        lostOnTheWayUp(),
                        gainedOnTheWayDown(),
                        anonymousAtZero ? "on" : "off",
                        everybody.cardinality() + (anonymousAmongEverybody ? ", on" : ", off"));
    }
}
