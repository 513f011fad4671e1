package dev.featurerollout.measure.criteria;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Role;
import dev.featurerollout.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Looks are told as letters: P passes, W warns, F fails, N has no data, . was not answered. */
class BakeTimeTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Criterion QUICK = every(Criteria.named("quick"), 10);
    private static final Criterion SLOW = every(Criteria.named("slow"), 60);

    private Evidence evidence = Evidence.none(NOON);

    private static Criterion every(Criterion criterion, int seconds) {
        return Criteria.every(criterion, Duration.ofSeconds(seconds), Duration.ofSeconds(seconds));
    }

    private BakeTimeTest looks(Criterion criterion, String verdicts) {
        Observations observations = new Observations(evidence);
        Instant at = evidence.tally(criterion.name()).through();
        for (char letter : verdicts.toCharArray()) {
            at = at.plus(criterion.interval());
            observations.add(criterion, look(at, verdict(letter)));
        }
        evidence = observations.evidence();
        return this;
    }

    private static Evaluation look(Instant at, Verdict verdict) {
        return new Evaluation(at, verdict, Optional.empty(), "", "", "");
    }

    private static Verdict verdict(char letter) {
        return switch (letter) {
            case 'P' -> Verdict.Pass;
            case 'W' -> Verdict.Warning;
            case 'F' -> Verdict.Fail;
            case 'N' -> Verdict.NoData;
            default -> Verdict.Unavailable;
        };
    }

    private long baked(int afterSeconds, Criterion... criteria) {
        evidence = BakeTime.count(evidence, List.of(criteria), true, NOON.plusSeconds(afterSeconds));
        return evidence.bake().baked().toSeconds();
    }

    @Test
    void withoutCriteriaItIsPlainTime() {
        assertThat(baked(0)).isZero();
        assertThat(baked(90)).isEqualTo(90);
        assertThat(baked(-90)).as("a clock that goes back").isEqualTo(90);
    }

    @Test
    void onlyPassingLooksCountEachForTheTimeSinceTheOneBefore() {
        assertThat(looks(QUICK, "PPWFNP").baked(60, QUICK)).isEqualTo(30);
    }

    @Test
    void whatWasNotAnsweredIsWaitedFor() {
        assertThat(looks(QUICK, "PP.").baked(60, QUICK)).isEqualTo(20);
        assertThat(evidence.bake().through()).isEqualTo(NOON.plusSeconds(20));
    }

    @Test
    void allMustPassAtTheSameTime() {
        assertThat(looks(QUICK, "PPPWPP" + "PPPPPP").looks(SLOW, "P").baked(120, QUICK, SLOW))
                .as("counted up to where both have answered")
                .isEqualTo(50);
        assertThat(looks(SLOW, "PP").baked(120, QUICK, SLOW))
                .as("what the quick one said beyond that has waited")
                .isEqualTo(110);
    }

    @Test
    void aSlowOneThatDoesNotPassTakesItsWholeInterval() {
        assertThat(looks(QUICK, "PPPPPPPPPPPP").looks(SLOW, "PW").baked(120, QUICK, SLOW))
                .isEqualTo(60);
    }

    @Test
    void goalsAreNotAskedForBakeTime() {
        Criterion goal = Criteria.role(SLOW, Role.Goal);
        assertThat(looks(QUICK, "PP").looks(goal, "N").baked(60, QUICK, goal)).isEqualTo(20);
    }

    @Test
    void timeInWhichTheFlagsAreElsewhereIsNoBakeTime() {
        looks(QUICK, "PP");
        evidence = BakeTime.count(evidence, List.of(QUICK), false, NOON.plusSeconds(20));
        assertThat(looks(QUICK, "PPP").baked(50, QUICK)).isEqualTo(30);
    }

    @Test
    void thatItIsCountedTwiceChangesNothing() {
        assertThat(looks(QUICK, "PPP").baked(30, QUICK)).isEqualTo(30);
        assertThat(baked(30, QUICK)).isEqualTo(30);
    }

    @Test
    void soManyGapsWhileASlowOneIsWaitedForCostBakeTimeAndNothingElse() {
        String flapping = "PW".repeat(20);
        assertThat(looks(QUICK, flapping).looks(SLOW, "PPPPPP").baked(400, QUICK, SLOW))
                .as("of 18 spans in that time the last 14: 16 are kept, 2 beyond it")
                .isEqualTo(140);
    }
}
