package dev.featurerollout.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What docs/statistics.md claims of healthy and harmed rollouts, coarsely, on fewer of them. */
@Tag("slow")
class ContestTest {
    private static final Contest CONTEST = new Contest(200, 7);

    private static double rolledBack(Map<Contestant, Outcome> outcomes, Contestant contestant) {
        return outcomes.get(contestant).rolledBack();
    }

    @ParameterizedTest
    @EnumSource(
            value = Shape.class,
            names = {"SINGLE", "BURSTS", "INCIDENTS", "STICKY"})
    void healthyReleasesAreLeftAloneByUsAndByNobodyElseWhoIsQuick(Shape shape) {
        Map<Contestant, Outcome> outcomes = CONTEST.of(new Scenario(shape, 0.001, 10, 1));

        assertThat(rolledBack(outcomes, Contestant.ADAPTIVE)).isLessThanOrEqualTo(0.015);
        assertThat(rolledBack(outcomes, Contestant.ADAPTIVE_ANY)).isLessThanOrEqualTo(0.015);
        assertThat(rolledBack(outcomes, Contestant.THRESHOLD)).isGreaterThan(0.5);
        assertThat(rolledBack(outcomes, Contestant.THRESHOLD_SLOW)).isGreaterThan(0.5);
        assertThat(rolledBack(outcomes, Contestant.CONTROL)).isGreaterThan(0.5);
        assertThat(rolledBack(outcomes, Contestant.PEEKING)).isGreaterThan(0.5);
    }

    @Test
    void errorsInBurstsAreNotIndependent() {
        Map<Contestant, Outcome> outcomes = CONTEST.of(new Scenario(Shape.BURSTS, 0.01, 100, 1));

        assertThat(rolledBack(outcomes, Contestant.ADAPTIVE)).isLessThanOrEqualTo(0.015);
        assertThat(rolledBack(outcomes, Contestant.INDEPENDENT_ANY)).isGreaterThan(0.5);
    }

    @Test
    void burstsThatOutliveALookNeedLongerLooks() {
        Map<Contestant, Outcome> outcomes = CONTEST.of(new Scenario(Shape.LONG_BURSTS, 0.001, 10, 1));

        assertThat(rolledBack(outcomes, Contestant.ADAPTIVE)).isGreaterThan(0.05);
        assertThat(rolledBack(outcomes, Contestant.ADAPTIVE_SLOW)).isLessThan(0.05);
    }

    @ParameterizedTest
    @CsvSource({"SINGLE, 2, 20", "SINGLE, 5, 4", "BURSTS, 5, 8"})
    void harmIsFoundInGoodTime(Shape shape, double harm, int minutes) {
        Outcome outcome = CONTEST.of(new Scenario(shape, 0.01, 100, harm)).get(Contestant.ADAPTIVE);

        assertThat(outcome.rolledBack()).isGreaterThan(0.99);
        assertThat(outcome.medianLook()).isLessThanOrEqualTo(minutes);
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        Scenario scenario = new Scenario(Shape.LONG_BURSTS, 0.001, 10, 2);

        assertThat(new Contest(50, 1).of(scenario)).isEqualTo(new Contest(50, 1).of(scenario));
        assertThat(new Contest(50, 1).of(scenario)).isNotEqualTo(new Contest(50, 2).of(scenario));
    }

    @Test
    void theTableInTheDocumentsIsWhatIsPrinted() throws IOException {
        String document = Files.readString(Path.of("docs/statistics.md"));
        StatisticsBench bench = new StatisticsBench(new Contest(1000, 1), System.out);

        assertThat(document).contains(bench.healthyRow(StatisticsBench.healthy().get(0)));
        assertThat(document).contains(bench.harmedRow(StatisticsBench.harmed().get(0)));
    }
}
