package dev.featurerollout.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link MetricSource} does, asked of the same small world.
 *
 * <p>The world: {@link #STEPS} is 1 from {@link #START} on, 2.5 from ten minutes later on, and ends after another ten;
 * {@link #PODS} are two series, 3 for pod a and 4 for pod b, in the same time.
 */
public abstract class MetricSourceContract {

    protected static final Instant START = Instant.parse("2026-01-05T10:00:00Z");
    protected static final Instant RISE = START.plus(Duration.ofMinutes(10));
    protected static final Instant END = RISE.plus(Duration.ofMinutes(10));

    protected static final String STEPS = "sum(contract_steps)";
    protected static final String PODS = "contract_pods * 1";
    protected static final String SCALAR = "scalar(sum(contract_steps)) + 1";
    protected static final String INFINITE = "sum(contract_steps) / 0";
    protected static final String MINUS_INFINITE = "-sum(contract_steps) / 0";
    protected static final String NOT_A_NUMBER = "sum(contract_steps) * 0 / 0";
    protected static final String BROKEN = "sum(contract_steps";
    protected static final String TEXT = "\"contract_steps\"";

    /** The source, in that world. */
    protected abstract MetricSource source();

    /** From now on the source has nobody to ask. */
    protected abstract void goDown() throws Exception;

    /** It has again. */
    protected abstract void comeBack() throws Exception;

    @Test
    void aVectorWithoutLabelsIsOneSample() {
        assertThat(source().at(STEPS, START.plusSeconds(60))).isEqualTo(one(1));
        assertThat(source().at(STEPS, RISE.plusSeconds(60))).isEqualTo(one(2.5));
    }

    @Test
    void theValueIsThatOfTheVeryInstant() {
        assertThat(source().at(STEPS, RISE.minusMillis(1))).isEqualTo(one(1));
        assertThat(source().at(STEPS, RISE)).isEqualTo(one(2.5));
    }

    @Test
    void nothingMatchesBeforeAndLongAfterTheData() {
        assertThat(source().at(STEPS, START.minusMillis(1))).isEqualTo(new Series(List.of()));
        assertThat(source().at(STEPS, END.plus(Duration.ofMinutes(6)))).isEqualTo(new Series(List.of()));
    }

    @Test
    void everySeriesIsASampleWithItsLabels() {
        Answer answer = source().at(PODS, RISE);
        assertThat(answer).isInstanceOf(Series.class);
        assertThat(((Series) answer).samples())
                .containsExactlyInAnyOrder(new Sample(Map.of("pod", "a"), 3), new Sample(Map.of("pod", "b"), 4));
    }

    @Test
    void aScalarIsOneSampleWithoutLabels() {
        assertThat(source().at(SCALAR, START.plusSeconds(60))).isEqualTo(one(2));
    }

    @Test
    void whatIsNoFiniteNumberStaysSo() {
        assertThat(source().at(INFINITE, RISE)).isEqualTo(one(Double.POSITIVE_INFINITY));
        assertThat(source().at(MINUS_INFINITE, RISE)).isEqualTo(one(Double.NEGATIVE_INFINITY));
        assertThat(source().at(NOT_A_NUMBER, RISE)).isEqualTo(one(Double.NaN));
    }

    @ParameterizedTest
    @ValueSource(strings = {BROKEN, TEXT})
    void aWrongQueryIsRefused(String query) {
        Answer answer = source().at(query, RISE);
        assertThat(answer).isInstanceOf(Refused.class);
        assertThat(((Refused) answer).message()).isNotBlank();
        assertThat(source().over(query, START, RISE, Duration.ofMinutes(5)))
                .containsOnlyKeys(START, START.plus(Duration.ofMinutes(5)), RISE)
                .allSatisfy((instant, refused) -> assertThat(refused).isInstanceOf(Refused.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {STEPS, PODS, SCALAR, INFINITE, NOT_A_NUMBER})
    void aRangeIsWhatItsInstantsAre(String query) {
        Instant first = START.minusMillis(120_877); // not a multiple of anything
        Instant last = RISE.plusSeconds(200);
        Duration step = Duration.ofMillis(30_500);
        Map<Instant, Answer> range = source().over(query, first, last, step);
        List<Instant> expected = new ArrayList<>();
        for (Instant t = first; !t.isAfter(last); t = t.plus(step)) {
            expected.add(t);
        }
        assertThat(range.keySet()).containsExactlyElementsOf(expected);
        range.forEach((instant, answer) ->
                assertThat(sorted(answer)).as("at %s", instant).isEqualTo(sorted(source().at(query, instant))));
    }

    @Test
    void aRangeTakesInItsLastInstant() {
        assertThat(source().over(STEPS, START, RISE, Duration.ofMinutes(5)).keySet())
                .containsExactly(START, START.plus(Duration.ofMinutes(5)), RISE);
        assertThat(source().over(STEPS, START, RISE.minusMillis(1), Duration.ofMinutes(5)))
                .hasSize(2);
        assertThat(source().over(STEPS, RISE, RISE, Duration.ofMinutes(5))).isEqualTo(Map.of(RISE, one(2.5)));
        assertThat(source().over(STEPS, RISE, START, Duration.ofMinutes(5))).isEmpty();
    }

    @Test
    void anOutageIsNoNewsAndPasses() throws Exception {
        goDown();
        assertThat(source().at(STEPS, RISE)).isInstanceOf(Unavailable.class);
        Map<Instant, Answer> range = source().over(STEPS, START, RISE, Duration.ofMinutes(5));
        assertThat(range).hasSize(3);
        assertThat(range.values()).hasOnlyElementsOfType(Unavailable.class);
        comeBack();
        assertThat(source().at(STEPS, RISE)).isEqualTo(one(2.5));
        assertThat(source().over(STEPS, RISE, RISE, Duration.ofMinutes(5))).containsValue(one(2.5));
    }

    protected static Series one(double value) {
        return new Series(List.of(new Sample(Map.of(), value)));
    }

    private static Object sorted(Answer answer) {
        return answer instanceof Series series
                ? series.samples().stream().map(Sample::toString).sorted().toList()
                : answer;
    }
}
