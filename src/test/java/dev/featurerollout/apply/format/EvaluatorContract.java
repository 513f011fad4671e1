package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is written into a document, judged by the library that reads it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EvaluatorContract {
    private static final int USERS = 100_000;
    private static final int FEWER_USERS = 20_000;

    private final Evaluator evaluator = evaluator();

    abstract Evaluator evaluator();

    abstract FlagTarget target();

    /** A document of the simplest shape, at 5 %. */
    abstract String document();

    /** Other shapes, at any percentage, and the share of all users who get as far as the rule. */
    abstract Map<String, Double> otherShapes();

    /** A document whose flag has no rule yet. */
    abstract String withoutRule();

    abstract boolean knowsParts();

    private FlagFormat format() {
        return Formats.of(target().format());
    }

    @Test
    void eachPercentageIsItsShareAndNobodyIsLostOnTheWayUpOrChosenAnewOnTheWayDown() throws Exception {
        List<String> percentages = new ArrayList<>(List.of("0", "1", "5", "10", "25", "50", "75", "100"));
        if (knowsParts()) {
            percentages.add(1, "0.1");
        }
        Map<String, BitSet> seen = new HashMap<>();
        String document = document();
        List<BitSet> up = new ArrayList<>();
        for (String percentage : percentages) {
            document = format().write(document, target(), Percentage.parse(percentage));
            up.add(on(document, seen));
        }
        for (int i = 0; i < percentages.size(); i++) {
            assertShare(up.get(i).cardinality(), USERS, Double.parseDouble(percentages.get(i)) / 100);
            assertThat(i == 0 || lost(up.get(i - 1), up.get(i)) == 0)
                    .as("nobody who had it at %s %% is without it after", percentages.get(Math.max(0, i - 1)))
                    .isTrue();
        }
        for (int i = percentages.size() - 1; i >= 0; i--) {
            document = format().write(document, target(), Percentage.parse(percentages.get(i)));
            assertThat(on(document, seen))
                    .as("those who have it at %s %% on the way down", percentages.get(i))
                    .isEqualTo(up.get(i));
        }
    }

    /** The same text is the same to every evaluator. */
    private BitSet on(String document, Map<String, BitSet> seen) throws Exception {
        if (!seen.containsKey(document)) {
            seen.put(document, evaluator.on(document, USERS));
        }
        return seen.get(document);
    }

    private static int lost(BitSet before, BitSet after) {
        BitSet lost = (BitSet) before.clone();
        lost.andNot(after);
        return lost.cardinality();
    }

    private static void assertShare(int on, int users, double share) {
        double fourSigma = 4 * Math.sqrt(users * share * (1 - share));
        assertThat((double) on).as("users at %s", share).isCloseTo(users * share, within(fourSigma));
    }

    @Test
    void otherShapesHaveTheirShareToo() throws Exception {
        for (Map.Entry<String, Double> shape : otherShapes().entrySet()) {
            String document = shape.getKey();
            BitSet before = new BitSet();
            for (int percentage : List.of(0, 5, 30, 100)) {
                document = format().write(document, target(), Percentage.of(percentage));
                BitSet on = evaluator.on(document, FEWER_USERS);

                assertShare(on.cardinality(), FEWER_USERS, shape.getValue() * percentage / 100);
                assertThat(lost(before, on))
                        .as("lost at %s %% of %s", percentage, document)
                        .isZero();
                before = on;
            }
        }
    }

    @Test
    void atZeroItIsOnForNobodyWhateverTheCodesDefaultIs() throws Exception {
        String off = format().write(document(), target(), Percentage.ZERO);

        assertThat(evaluator.on(off, FEWER_USERS).isEmpty()).isTrue();
        assertThat(evaluator.onForAnonymous(off)).isFalse();
    }

    @Test
    void onForEverybodyIncludesThoseWhoAreNotKnown() throws Exception {
        String everybody = format().collapse(document(), target());
        String off = format().write(everybody, target(), Percentage.ZERO);

        assertThat(evaluator.on(everybody, FEWER_USERS).cardinality()).isEqualTo(FEWER_USERS);
        assertThat(evaluator.onForAnonymous(everybody)).isTrue();
        assertThat(evaluator.on(off, FEWER_USERS).isEmpty()).isTrue();
        assertThat(evaluator.onForAnonymous(off)).isFalse();
    }

    @Test
    void aRuleThatWasAddedChangesNothingForAnyoneUntilItIsRaised() throws Exception {
        String created = format().create(withoutRule(), target()).orElseThrow();
        String raised = format().write(created, target(), Percentage.of(25));

        assertThat(evaluator.on(withoutRule(), FEWER_USERS).isEmpty()).isTrue();
        assertThat(evaluator.on(created, FEWER_USERS).isEmpty()).isTrue();
        assertThat(evaluator.onForAnonymous(created)).isFalse();
        assertShare(evaluator.on(raised, FEWER_USERS).cardinality(), FEWER_USERS, 0.25);
    }
}
