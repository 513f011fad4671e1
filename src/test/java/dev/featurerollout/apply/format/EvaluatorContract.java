package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.featurerollout.apply.format.Measurement.Step;
import dev.featurerollout.docs.Docs;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.share.Answer;
import dev.featurerollout.share.Dealing;
import dev.featurerollout.share.Evaluation;
import dev.featurerollout.share.MadeUpUsers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is written into a document, judged by the library that reads it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EvaluatorContract {
    private static final int FEWER_USERS = Measurement.USERS / 5;

    private final Evaluator evaluator = evaluator();
    private Measurement measured;

    @BeforeAll
    void measure() throws Exception {
        measured = Measurement.of(evaluator, target(), document());
    }

    /** Returns what is read by it, as docs/formats.md names it. */
    abstract String name();

    abstract Evaluator evaluator();

    abstract FlagTarget target();

    /** A document of the simplest shape, at 5 %. */
    abstract String document();

    /** Other shapes, at any percentage, and the share of all users who get as far as the rule. */
    abstract Map<String, Double> otherShapes();

    /** A document whose flag has no rule yet. */
    abstract String withoutRule();

    Measurement measured() {
        return measured;
    }

    private FlagFormat format() {
        return Formats.of(target().format());
    }

    @Test
    void eachPercentageIsItsShare() {
        for (Step step : measured.steps()) {
            double share = step.percentage().value().doubleValue() / 100;
            step.up().ifPresent(on -> assertShare(on.cardinality(), Measurement.USERS, share));
        }
    }

    @Test
    void nobodyIsLostOnTheWayUpOrChosenAnewOnTheWayDown() {
        assertThat(measured.lostOnTheWayUp()).isZero();
        assertThat(measured.steps()).allMatch(step -> step.up().equals(step.down()));
    }

    @Test
    @Tag("full")
    void whatIsMeasuredIsWhatTheDocumentsSay() throws Exception {
        Docs.assertRow(Docs.of("formats.md"), measured.row(target().format().name(), name()));
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
                assertThat(Measurement.without(before, on))
                        .as("lost at %s %% of %s", percentage, document)
                        .isZero();
                before = on;
            }
        }
    }

    /** What a plan foretells is not an estimate. */
    @Test
    void whatTheEvaluatorSaysIsForetoldUserByUser() throws Exception {
        List<String> documents = new ArrayList<>(List.of(document(), format().collapse(document(), target())));
        for (int percentage : List.of(0, 1, 5, 33, 50, 99, 100)) {
            documents.add(format().write(document(), target(), Percentage.of(percentage)));
            for (Map.Entry<String, Double> shape : otherShapes().entrySet()) {
                if (shape.getValue() == 1) {
                    documents.add(format().write(shape.getKey(), target(), Percentage.of(percentage)));
                }
            }
        }
        for (String document : documents) {
            assertForetold(document);
        }
    }

    final void assertForetold(String document) throws Exception {
        List<Evaluation> evaluations = format().evaluations(document, target());
        // On for everybody is the same to all of them.
        Dealing dealing =
                evaluations.get(Math.min(generation(), evaluations.size() - 1)).everybody();

        assertThat(new MadeUpUsers(FEWER_USERS).on(dealing))
                .as("users foretold from %s", document)
                .isEqualTo(evaluator.on(document, FEWER_USERS));
        Answer unknown = dealing.answer(Optional.empty());
        assertThat(unknown == Answer.Chance
                        || evaluator.onForAnonymous(document)
                                == (unknown == Answer.On || unknown == Answer.CodeDefault))
                .as("users without a key get %s, foretold from %s", unknown, document)
                .isTrue();
    }

    /** Which of the evaluations of its format is this evaluator's: the newest is the first. */
    int generation() {
        return 0;
    }

    @Test
    void atZeroItIsOnForNobodyWhateverTheCodesDefaultIs() throws Exception {
        assertThat(measured.at("0").isEmpty()).isTrue();
        assertThat(measured.anonymousAtZero()).isFalse();
    }

    @Test
    void onForEverybodyIncludesThoseWhoAreNotKnown() throws Exception {
        String everybody = format().collapse(document(), target());
        String off = format().write(everybody, target(), Percentage.ZERO);

        assertThat(measured.everybody().cardinality()).isEqualTo(Measurement.USERS);
        assertThat(measured.anonymousAmongEverybody()).isTrue();
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
