package dev.featurerollout.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CombinationTest {
    @Test
    void oneBadTestAmongFourNeedsFourTimesTheCapitalAndIsNamed() {
        double[] weights = {1, 1, 1, 1};
        double[] logs = {-3, Math.log(400), 0, -1};

        assertThat(Combination.logCapital(weights, logs)).isBetween(Math.log(100), Math.log(101));
        assertThat(Combination.largest(weights, logs)).isEqualTo(1);
    }

    @Test
    void aWeightCountsAgainstTheOthersOnly() {
        double[] logs = {2, 1};

        assertThat(Combination.logCapital(new double[] {6, 2}, logs))
                .isCloseTo(Combination.logCapital(new double[] {0.75, 0.25}, logs), within(1e-12));
        assertThat(Combination.largest(new double[] {0.25, 0.75}, logs)).isEqualTo(1);
    }

    @Test
    void capitalBeyondWhatADoubleHoldsIsStillANumber() {
        assertThat(Combination.logCapital(new double[] {1, 1}, new double[] {5000, -5000}))
                .isCloseTo(5000 - Math.log(2), within(1e-9));
        assertThat(Combination.logCapital(new double[] {1, 0}, new double[] {Double.NEGATIVE_INFINITY, 0}))
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void weightsBelongToTests() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Combination.logCapital(new double[] {1}, new double[] {0, 0}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Combination.logCapital(new double[] {0}, new double[] {0}));
    }

    @Test
    void theSafeMarginFollowsFromWhatTheNextStageWouldCost() {
        assertThat(Margins.safe(0.25, 0.25, 1.2)).isEqualTo(2);
        assertThat(Margins.safe(0.25, 0.5, 1.2)).isEqualTo(1.5);
        assertThat(Margins.safe(0.25, 1, 1.2)).isEqualTo(1.25);
        assertThat(Margins.safe(0.25, 1, 1.5))
                .as("never below the margin of harm")
                .isEqualTo(1.55);
    }

    @Test
    void theEstimatesMatchTheSimulatedOnes() {
        assertThat(Needed.badEvents(0, 0.05, 0.05, 2, 1)).isCloseTo(360, within(10.0));
        assertThat(Needed.badEvents(0, 0.05, 0.25, 1.5, 1)).isCloseTo(310, within(10.0));
        assertThat(Needed.badEvents(0, 0.05, 0.5, 1.25, 1)).isCloseTo(820, within(10.0));
    }

    @Test
    void whatIsThereIsNotNeededAgain() {
        double all = Needed.badEvents(0, 0.05, 0.05, 2, 1);

        assertThat(Needed.badEvents(Needed.logCapital(0.05) / 2, 0.05, 0.05, 2, 1))
                .isCloseTo(all / 2, within(1e-9));
        assertThat(Needed.badEvents(4, 0.05, 0.05, 2, 1)).isZero();
        assertThat(Needed.badEvents(0, 0.05, 0.05, 2, 3)).isCloseTo(3 * all, within(1e-9));
        assertThat(Needed.events(0, 0.05, 0.001, 0.005, 1)).isBetween(1000.0, 3000.0);
        assertThat(Needed.events(0, 0.05, 0.005, 0.005, 1)).isInfinite();
    }
}
