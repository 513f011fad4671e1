package dev.featurerollout.measure.criteria;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.model.Cohorts;
import dev.featurerollout.model.Design;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.statistics.Bursts;
import dev.featurerollout.statistics.Margin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which edges of a histogram are watched when nobody names any. */
class EdgeChoiceTest {
    private static final Design.Histogram DESIGN = new Design.Histogram(
            new Cohorts("variant", "on", "off"),
            Margin.relative(1.2),
            Bursts.Adaptive,
            List.of(),
            new QueryTemplate("shares"));

    /** A histogram's buckets: an edge, and how many of the requests were at most so slow. */
    private static List<Sample> control(Object... edgesAndCounts) {
        return cohort("off", edgesAndCounts);
    }

    private static List<Sample> cohort(String variant, Object... edgesAndCounts) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < edgesAndCounts.length; i += 2) {
            double count = ((Number) edgesAndCounts[i + 1]).doubleValue();
            samples.add(new Sample(Map.of("variant", variant, "le", edgesAndCounts[i].toString()), count));
        }
        return samples;
    }

    private static List<String> choose(List<Sample> samples) {
        return EdgeChoice.choose(DESIGN, samples);
    }

    @Test
    void theyAreNearestToHalfAFifthATwentiethAndAHundredthOfTheRequests() {
        assertThat(choose(
                        control("0.05", 200, "0.1", 520, "0.25", 790, "0.5", 940, "1", 992, "2.5", 999, "+Inf", 1000)))
                .containsExactly("0.1", "0.25", "0.5", "1");
    }

    @Test
    void anEdgeThatIsNearestTwiceIsOne() {
        assertThat(choose(control("0.1", 500, "1", 1000, "+Inf", 1000))).containsExactly("0.1");
    }

    @Test
    void whatHardlyAnyRequestReachesIsNothingToCompare() {
        assertThat(choose(control("1", 10_000, "2", 10_000, "+Inf", 10_000))).isEmpty();
        assertThat(choose(control("1", 9_996, "+Inf", 10_000))).isEmpty();
        assertThat(choose(control("1", 9_990, "+Inf", 10_000))).containsExactly("1");
    }

    @Test
    void theTreatmentHasNoSayInIt() {
        List<Sample> both = new ArrayList<>(control("0.1", 500, "1", 900, "+Inf", 1000));
        both.addAll(cohort("on", "0.1", 0, "1", 0, "+Inf", 1000));
        assertThat(choose(both)).isEqualTo(choose(control("0.1", 500, "1", 900, "+Inf", 1000)));
        assertThat(choose(cohort("on", "0.1", 500, "+Inf", 1000))).isEmpty();
    }

    @Test
    void withoutTrafficThereIsNoneToChooseBy() {
        assertThat(choose(List.of())).isEmpty();
        assertThat(choose(control("0.1", 0, "+Inf", 0))).isEmpty();
        assertThat(choose(control("0.1", Double.NaN, "+Inf", Double.NaN))).isEmpty();
        assertThat(choose(control("0.1", 5))).isEmpty();
    }

    @Test
    void anEdgeKeepsAllItsDigitsSoThatItIsFoundAgain() {
        List<Sample> exponential = control("0.0759375", 500, "0.11390625", 900, "+Inf", 1000);
        List<String> chosen = choose(exponential);
        assertThat(chosen).containsExactly("0.0759375", "0.11390625");
        assertThat(Buckets.of(exponential, "variant", "off").slowerThan(chosen.get(0)))
                .hasValue(500);
    }

    @Test
    void edgesAreNumbersHoweverTheyAreWritten() {
        assertThat(choose(control("1.0", 500, "10.0", 900, "+Inf", 1000))).containsExactly("1", "10");
        assertThat(choose(control("slow", 500, "1e-01", 700, "+Inf", 1000))).containsExactly("0.1");
    }
}
