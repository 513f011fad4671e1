package dev.featurerollout.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.criteria.Criteria;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looks are told as letters: P passes, W warns, F fails, N has no data, I is invalid, . was not answered. */
class TallyTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static Tally tally(String letters) {
        Tally tally = Tally.none(NOON);
        for (int i = 0; i < letters.length(); i++) {
            Instant at = NOON.plusSeconds(10L * (i + 1));
            Evaluation look = new Evaluation(at, verdict(letters.charAt(i)), Optional.empty(), "", "", "");
            tally = tally.with(look, new Span(at.minusSeconds(10), at));
        }
        return tally;
    }

    private static Verdict verdict(char letter) {
        return switch (letter) {
            case 'P' -> Verdict.Pass;
            case 'W' -> Verdict.Warning;
            case 'F' -> Verdict.Fail;
            case 'N' -> Verdict.NoData;
            case 'I' -> Verdict.Invalid;
            default -> Verdict.Unavailable;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "P, 0, 0",
        "F, 1, 1",
        "FF, 2, 2",
        "FP, 0, 1",
        "FW, 0, 1",
        "FNF, 2, 2",
        "FIF, 2, 2",
        "F.F, 2, 2",
        "FPF, 1, 2"
    })
    void aRowOfFailuresEndsOnlyWithALookThatDoesNotFail(String looks, int inRow, int all) {
        assertThat(tally(looks).failuresInRow()).isEqualTo(inRow);
        assertThat(tally(looks).failures()).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({
        "F, 1,, true",
        "F, 2,, false",
        "FNF, 2,, true",
        "FPF, 2,, false",
        "FPF, 2, 2, true",
        "FPF, 2, 3, false",
        "P, 1, 1, false"
    })
    void itActsAtItsLimitOrItsBudget(String looks, int limit, Integer budget, boolean acts) {
        assertThat(Criteria.limits(Criteria.PLAIN, limit, budget).actsOn(tally(looks)))
                .isEqualTo(acts);
    }

    @Test
    void whatWasNotAnsweredIsAskedAgain() {
        assertThat(tally("P.").through()).isEqualTo(NOON.plusSeconds(10));
        assertThat(tally("P.").verdict()).hasValue(Verdict.Unavailable);
        assertThat(tally("PN").through()).isEqualTo(NOON.plusSeconds(20));
    }

    @Test
    void spansThatTouchAreOne() {
        assertThat(tally("PPNPP").passing())
                .containsExactly(
                        new Span(NOON, NOON.plusSeconds(20)), new Span(NOON.plusSeconds(30), NOON.plusSeconds(50)));
    }

    @Test
    void onlySixteenSpansAreKeptTheNewest() {
        assertThat(tally("PW".repeat(20)).passing())
                .hasSize(16)
                .startsWith(new Span(NOON.plusSeconds(80), NOON.plusSeconds(90)));
    }

    @Test
    void whatHasBeenCountedIsDropped() {
        assertThat(tally("PPNP").countedThrough(NOON.plusSeconds(15)).passing())
                .containsExactly(
                        new Span(NOON.plusSeconds(15), NOON.plusSeconds(20)),
                        new Span(NOON.plusSeconds(30), NOON.plusSeconds(40)));
    }

    @Test
    void anEditedCriterionBeginsANewRowButKeepsTheStagesFailures() {
        Tally restarted = tally("FF").restarted();
        assertThat(restarted.failuresInRow()).isZero();
        assertThat(restarted.failures()).isEqualTo(2);
        assertThat(restarted.last()).isEmpty();
        assertThat(restarted.through()).isEqualTo(NOON.plusSeconds(20));
    }
}
