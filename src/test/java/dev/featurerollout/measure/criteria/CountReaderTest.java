package dev.featurerollout.measure.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.criteria.CountReader.Read;
import dev.featurerollout.model.Cohorts;
import dev.featurerollout.model.Design;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.statistics.BoundTest;
import dev.featurerollout.statistics.Bursts;
import dev.featurerollout.statistics.CompareTest;
import dev.featurerollout.statistics.Counts;
import dev.featurerollout.statistics.Direction;
import dev.featurerollout.statistics.Look;
import dev.featurerollout.statistics.Margin;
import dev.featurerollout.statistics.PairedTest;
import dev.featurerollout.statistics.SplitTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one look weighs, and what is not there to be weighed. */
class CountReaderTest {
    private static final Cohorts COHORTS = new Cohorts("variant", "on", "off");
    private static final CountReader COUNTS =
            reader(new Design.Counters(COHORTS, new CompareTest(Margin.relative(1.2), Bursts.Adaptive, 1)));
    private static final CountReader SPLIT = reader(new Design.Split(COHORTS, new SplitTest(0.5)));
    private static final CountReader RATE = reader(new Design.Rate(new BoundTest(0.01, Bursts.Adaptive)));
    private static final CountReader VALUES =
            reader(new Design.Values(COHORTS, new PairedTest(Margin.relative(1.2), Direction.Worse)));
    private static final CountReader SLOWER = reader(
            new Design.Histogram(
                    COHORTS, Margin.relative(1.2), Bursts.Adaptive, List.of("1"), new QueryTemplate("shares")),
            "1");

    private static CountReader reader(Design design, String... edges) {
        return new CountReader(design, List.of(edges));
    }

    private static Sample count(String counted, String variant, double value) {
        return new Sample(Map.of("featurerollout", counted, "variant", variant), value);
    }

    private static Sample of(String variant, double value) {
        return new Sample(Map.of("variant", variant), value);
    }

    private static Sample bucket(String variant, String le, double value) {
        return new Sample(Map.of("variant", variant, "le", le), value);
    }

    private static Look compared(double bad, double of, double controlBad, double controlOf) {
        return new Look.Compared(List.of(new Counts(bad, of, controlBad, controlOf)));
    }

    private static void isMissing(Read read, String words) {
        assertThat(read.look()).isEqualTo(new Look.Missing());
        assertThat(read.missing()).hasValueSatisfying(said -> assertThat(said).contains(words));
    }

    @Test
    void fourCounts() {
        Read read = COUNTS.read(List.of(
                count("bad", "off", 57), count("of", "on", 300), count("bad", "on", 3), count("of", "off", 5700)));
        assertThat(read.look()).isEqualTo(compared(3, 300, 57, 5700));
        assertThat(read.missing()).isEmpty();
    }

    @Test
    void noSeriesOfBadEventsBesideTrafficIsNoneOfThem() {
        Read read = COUNTS.read(List.of(count("of", "on", 300), count("of", "off", 5700)));
        assertThat(read.look()).isEqualTo(compared(0, 300, 0, 5700));
        assertThat(read.missing()).isEmpty();
    }

    @Test
    void aCohortWithoutAnySeriesIsMissingAndNamed() {
        isMissing(COUNTS.read(List.of(count("of", "off", 5700))), "no series with variant=\"on\"");
        isMissing(COUNTS.read(List.of(count("of", "on", 300))), "no series with variant=\"off\"");
        isMissing(COUNTS.read(List.of()), "no series with variant=\"on\" or variant=\"off\"");
        isMissing(
                COUNTS.read(List.of(count("of", "yes", 5), count("of", "no", 5))), "variant=\"on\" or variant=\"off\"");
    }

    @Test
    void aCohortThatStandsStillHasNothingToCompareWith() {
        Read read = COUNTS.read(List.of(count("of", "on", 0), count("of", "off", 5700), count("bad", "off", 57)));
        assertThat(read.missing()).hasValue("no traffic to compare");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1})
    void whatIsNoCountIsNotTakenForNone(double wrong) {
        isMissing(
                COUNTS.read(List.of(count("bad", "on", wrong), count("of", "on", 300), count("of", "off", 5700))),
                "is no count");
        isMissing(COUNTS.read(List.of(count("of", "on", wrong), count("of", "off", 5700))), "is no count");
        isMissing(
                RATE.read(List.of(
                        new Sample(Map.of("featurerollout", "bad"), wrong),
                        new Sample(Map.of("featurerollout", "of"), 300))),
                "is no count");
        isMissing(SPLIT.read(List.of(of("on", wrong), of("off", 5700))), "is no count");
    }

    @Test
    void severalSeriesOfOneCohortAreRefusedWithTheMend() {
        Sample one = new Sample(Map.of("variant", "on", "pod", "a"), 1);
        Sample other = new Sample(Map.of("variant", "on", "pod", "b"), 1);
        assertThatThrownBy(() -> VALUES.read(List.of(one, other, of("off", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 series with variant=\"on\" instead of one: aggregate them in the query,"
                        + " for instance with sum by (variant)");
    }

    @Test
    void theControlMayBeThoseWithoutTheLabel() {
        CountReader reader = reader(new Design.Counters(
                new Cohorts("variant", "on", ""), new CompareTest(Margin.relative(1.2), Bursts.Adaptive, 1)));
        Sample without = new Sample(Map.of("featurerollout", "of"), 5700);
        assertThat(reader.read(List.of(count("of", "on", 300), without)).look()).isEqualTo(compared(0, 300, 0, 5700));
    }

    @Test
    void slowIsWhatIsBeyondTheEdge() {
        Read read = SLOWER.read(List.of(
                bucket("on", "1", 290),
                bucket("on", "+Inf", 300),
                bucket("off", "1", 5643),
                bucket("off", "+Inf", 5700)));
        assertThat(read.look()).isEqualTo(compared(10, 300, 57, 5700));
    }

    @Test
    void anEdgeIsTheSameNumberHoweverItIsWritten() {
        Read read = SLOWER.read(List.of(
                bucket("on", "1.0", 290),
                bucket("on", "+Inf", 300),
                bucket("off", "1.0", 5000),
                bucket("off", "1", 643),
                bucket("off", "+Inf", 5700)));
        assertThat(read.look()).isEqualTo(compared(10, 300, 57, 5700));
    }

    @Test
    void anEdgeThatIsNotThereIsMissing() {
        isMissing(
                SLOWER.read(List.of(bucket("on", "2", 290), bucket("on", "+Inf", 300), bucket("off", "+Inf", 5700))),
                "the histogram has no edge 1");
        isMissing(SLOWER.read(List.of(bucket("on", "1", 290), bucket("on", "+Inf", 300))), "variant=\"off\"");
    }

    @Test
    void noSeriesOfAnyCohortWithTheFlagIsAShareOfZero() {
        assertThat(SPLIT.read(List.of(of("off", 5700))).look()).isEqualTo(compared(0, 0, 0, 5700));
        isMissing(SPLIT.read(List.of()), "no series");
        assertThat(SPLIT.read(List.of(of("on", 0), of("off", 0))).missing()).hasValue("no traffic to compare");
    }

    @Test
    void aRateNeedsNoCohorts() {
        Sample traffic = new Sample(Map.of("featurerollout", "of"), 300);
        assertThat(RATE.read(List.of(traffic)).look()).isEqualTo(new Look.Single(0, 300));
        isMissing(RATE.read(List.of(new Sample(Map.of("featurerollout", "bad"), 3))), "no traffic");
    }

    @Test
    void aValueThatIsNoNumberIsMissing() {
        assertThat(VALUES.read(List.of(of("on", -1.5), of("off", 2))).look()).isEqualTo(new Look.Paired(-1.5, 2));
        isMissing(VALUES.read(List.of(of("on", Double.NaN), of("off", 2))), "not a number (NaN, 2)");
        isMissing(VALUES.read(List.of(of("on", 1), of("off", Double.POSITIVE_INFINITY))), "not a number (1, Inf)");
        isMissing(VALUES.read(List.of(of("off", 2))), "variant=\"on\"");
    }
}
