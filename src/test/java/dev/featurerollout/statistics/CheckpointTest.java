package dev.featurerollout.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Evidence that is kept in a status comes back whole, or not at all. */
class CheckpointTest {
    private static final StageTerms FIVE_PERCENT = new StageTerms(0.05, OptionalDouble.of(2));
    private static final CompareTest ERRORS = new CompareTest(Margin.relative(1.2), Bursts.Adaptive, 1);
    private static final Look LOOK = new Look.Compared(List.of(new Counts(3, 61, 12, 1140.5)));

    private static String written(SequentialTest test, Look look) {
        return test.look(test.enter(test.begin(), FIVE_PERCENT), look).checkpoint();
    }

    @Test
    void aCheckpointFitsIntoAStatus() {
        TestState state = ERRORS.begin();
        for (int stage = 0; stage < 60; stage++) {
            state = ERRORS.look(ERRORS.enter(state, FIVE_PERCENT), LOOK);
        }

        assertThat(written(ERRORS, LOOK)).hasSizeLessThan(400);
        assertThat(state.checkpoint()).as("after sixty stages").hasSizeLessThan(1500);
    }

    @Test
    void nothingIsReadOutOfADamagedText() {
        String whole = written(ERRORS, LOOK);
        assertThat(ERRORS.restore(whole).checkpoint()).isEqualTo(whole);
        int cut = whole.lastIndexOf(' ');
        for (String damaged : List.of(
                "",
                "1",
                "2" + whole.substring(1),
                whole + " ",
                whole + " 0",
                " " + whole,
                whole.substring(0, cut),
                whole.substring(0, cut) + " x",
                whole.substring(0, cut) + " NaN",
                whole.substring(0, cut) + " Infinity",
                whole.substring(0, cut) + " -3",
                whole.substring(0, cut) + " 3d",
                whole.substring(0, cut) + " 03",
                whole.replace(" ", "  "),
                whole.replace(' ', '\n'))) {
            assertThatIllegalArgumentException()
                    .as(damaged)
                    .isThrownBy(() -> ERRORS.restore(damaged))
                    .withMessageStartingWith("The checkpoint of a sequential test cannot be read: ");
        }
    }

    @Test
    void aTestReadsOnlyWhatOneOfItsOwnKindWrote() {
        BoundTest objective = new BoundTest(0.005, Bursts.Adaptive);
        String rate = written(objective, new Look.Single(3, 1000));
        String latency = written(
                new CompareTest(Margin.relative(1.2), Bursts.Adaptive, 2),
                new Look.Compared(List.of(new Counts(3, 61, 12, 1140), new Counts(1, 61, 2, 1140))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ERRORS.restore(rate))
                .withMessageContaining("of kind bound, not compare");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ERRORS.restore(latency))
                .withMessageContaining("too long");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new CompareTest(new Margin(1.2, 0, 0.0005), Bursts.Adaptive, 1).restore(written(ERRORS, LOOK)))
                .withMessageContaining("ignoreBelow was set or unset");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ERRORS.look(objective.begin(), LOOK))
                .withMessageContaining("not one of this CompareTest");
    }

    @Test
    void aLookNeedsAStageAndTheRightKind() {
        assertThatThrownBy(() -> ERRORS.look(ERRORS.begin(), LOOK)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ERRORS.look(ERRORS.restore(written(ERRORS, LOOK)), LOOK))
                .isInstanceOf(IllegalStateException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ERRORS.look(ERRORS.enter(ERRORS.begin(), FIVE_PERCENT), new Look.Paired(1, 2)))
                .withMessageContaining("look of kind Paired");
    }

    @Test
    void whatCannotBeTestedIsRefusedWithTheWayOut() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CompareTest(new Margin(1.2, 0.005, 0), Bursts.Strict, 1))
                .withMessageContaining("Strict knows no absolute margin");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundTest(0.005, Bursts.Strict))
                .withMessageContaining("use Adaptive");
        assertThatIllegalArgumentException().isThrownBy(() -> new BoundTest(0, Bursts.Adaptive));
        assertThatIllegalArgumentException().isThrownBy(() -> Margin.relative(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new SplitTest(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new StageTerms(5, OptionalDouble.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PairedTest(new Margin(1.1, 0, 0.01), Direction.Worse));
    }
}
