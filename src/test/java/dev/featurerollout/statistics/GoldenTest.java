package dev.featurerollout.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The 1 894 numbers of golden.json, which two other programs agree on, come out the same here. */
class GoldenTest {
    private static final JsonNode GOLDEN = read();

    private static JsonNode read() {
        try {
            return new ObjectMapper()
                    .readTree(
                            Path.of("src/test/resources/statistics/golden.json").toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int compared;
    private final List<String> wrong = new ArrayList<>();

    private void expect(String what, JsonNode golden, double actual) {
        double want = golden.isTextual() ? Double.parseDouble(golden.asText()) : golden.doubleValue();
        compared++;
        boolean same = Double.isInfinite(want)
                ? actual == want
                : Math.abs(actual - want) <= 1e-9 * Math.max(1, Math.abs(want));
        if (!same) {
            wrong.add(what + ": " + actual + " instead of " + want);
        }
    }

    private void allCompared(int count) {
        assertThat(wrong).isEmpty();
        assertThat(compared).isEqualTo(count);
    }

    private static double d(JsonNode of, String name) {
        assertThat(of.has(name)).as(name).isTrue();
        return of.path(name).doubleValue();
    }

    private static Counts counts(JsonNode of) {
        return new Counts(d(of, "k1"), d(of, "n1"), d(of, "k0"), d(of, "n0"));
    }

    @Test
    void oneIntervalCompared() {
        for (JsonNode vector : GOLDEN.path("compare_single_interval")) {
            double[] won = Bets.HARM.compare(counts(vector), d(vector, "r"), d(vector, "delta"));
            assertThat(vector.path("increments")).hasSize(won.length);
            for (int i = 0; i < won.length; i++) {
                expect(vector + " bet " + i, vector.path("increments").path(i), won[i]);
            }
            expect(vector + " harm", vector.path("logE_harm"), Logs.mean(won));
            expect(
                    vector + " safe",
                    vector.path("logE_safe"),
                    Logs.mean(Bets.SAFE.compare(counts(vector), d(vector, "r"), d(vector, "delta"))));
        }
        allCompared(48 * 10);
    }

    @Test
    void oneIntervalHeldAgainstARate() {
        for (JsonNode vector : GOLDEN.path("bound_single_interval")) {
            double k = d(vector, "k");
            double n = d(vector, "n");
            expect(vector + " above", vector.path("logE_above"), Logs.mean(Bets.HARM.bound(k, n, d(vector, "p0"))));
            expect(vector + " below", vector.path("logE_below"), Logs.mean(Bets.SAFE.bound(k, n, d(vector, "p0"))));
        }
        allCompared(24 * 2);
    }

    @Test
    void oneIntervalWithOneVote() {
        for (JsonNode vector : GOLDEN.path("strict_single_interval")) {
            expect(vector.toString(), vector.path("logE"), Logs.mean(Bets.HARM.strict(counts(vector), d(vector, "r"))));
        }
        allCompared(21);
    }

    @Test
    void wholeRolloutsLookByLook() {
        for (JsonNode sequence : GOLDEN.path("sequences")) {
            Margin margin = new Margin(d(sequence, "r"), d(sequence, "delta"), 0);
            CompareTest adaptive = new CompareTest(margin, Bursts.Adaptive, 1);
            for (Map.Entry<String, JsonNode> output : sequence.path("outputs").properties()) {
                switch (output.getKey()) {
                    case "independent" ->
                        follow(sequence, output, new CompareTest(margin, Bursts.Independent, 1), What.HARM);
                    case "adaptive" -> follow(sequence, output, adaptive, What.HARM);
                    case "adaptive_phi" -> follow(sequence, output, adaptive, What.BURST_SIZE);
                    case "strict" -> follow(sequence, output, new CompareTest(margin, Bursts.Strict, 1), What.HARM);
                    case "adaptive_r1_delta0.002" ->
                        follow(
                                sequence,
                                output,
                                new CompareTest(new Margin(1, 0.002, 0), Bursts.Adaptive, 1),
                                What.HARM);
                    case "safe_margin1.5" -> follow(sequence, output, adaptive, What.SAFE);
                    case "bound_p0_0.012_on_treatment" ->
                        follow(sequence, output, new BoundTest(0.012, Bursts.Adaptive), What.HARM);
                    case "split_tau0.5" -> follow(sequence, output, new SplitTest(0.5), What.HARM);
                    default -> wrong.add("not followed: " + output.getKey());
                }
            }
        }
        allCompared(144 * 8);
    }

    private enum What {
        HARM,
        SAFE,
        BURST_SIZE
    }

    private void follow(JsonNode sequence, Map.Entry<String, JsonNode> output, SequentialTest test, What what) {
        TestState state = test.begin();
        int stage = -1;
        JsonNode looks = sequence.path("looks");
        assertThat(output.getValue()).hasSize(looks.size());
        for (int i = 0; i < looks.size(); i++) {
            JsonNode look = looks.path(i);
            if (look.path("stage").intValue() != stage) {
                stage = look.path("stage").intValue();
                // A restart between stages changes nothing.
                state = test.enter(
                        test.restore(state.checkpoint()), new StageTerms(d(look, "weight"), OptionalDouble.of(1.5)));
            }
            double burstSizeBefore = test.read(state, 0.01).burstSize();
            state = test.look(
                    state,
                    test instanceof BoundTest
                            ? new Look.Single(d(look, "k1"), d(look, "n1"))
                            : new Look.Compared(List.of(counts(look))));
            Reading reading = test.read(state, 0.01);
            expect(
                    sequence.path("name").asText() + ", " + output.getKey() + ", look " + i,
                    output.getValue().path(i),
                    switch (what) {
                        case HARM -> reading.logCapital();
                        case SAFE -> reading.logSafeCapital();
                        case BURST_SIZE -> burstSizeBefore;
                    });
        }
    }

    @Test
    void pairedDifferencesLookByLook() {
        PairedTest test = new PairedTest(Margin.relative(1), Direction.Worse);
        for (JsonNode sequence : GOLDEN.path("series_sequences")) {
            TestState state = test.begin();
            int stage = -1;
            for (int i = 0; i < sequence.path("d").size(); i++) {
                if (sequence.path("stage").path(i).intValue() != stage) {
                    stage = sequence.path("stage").path(i).intValue();
                    state = test.enter(test.restore(state.checkpoint()), new StageTerms(0.5, OptionalDouble.empty()));
                }
                state = PairedTest.after(
                        (PairedState) state, sequence.path("d").path(i).doubleValue(), 0);
                expect(
                        sequence.path("name").asText() + ", look " + i,
                        sequence.path("logE").path(i),
                        test.read(state, 0.01).logCapital());
            }
        }
        allCompared(4 * 24);
    }

    @Test
    void boundsOfTheRatio() {
        for (JsonNode vector : GOLDEN.path("ratio_bounds")) {
            List<Counts> stages = new ArrayList<>();
            for (JsonNode stage : vector.path("stages")) {
                stages.add(new Counts(
                        stage.path(0).doubleValue(),
                        stage.path(1).doubleValue(),
                        stage.path(2).doubleValue(),
                        stage.path(3).doubleValue()));
            }
            double alpha = d(vector, "alpha");
            double phi = d(vector, "phi");
            expect(vector + " lower", vector.path("lower"), Intervals.lowerRatio(stages, alpha, phi));
            expect(vector + " upper", vector.path("upper"), Intervals.upperRatio(stages, alpha, phi));
        }
        allCompared(24 * 2);
    }

    @Test
    void boundsOfTheRate() {
        for (JsonNode vector : GOLDEN.path("rate_bounds")) {
            double k = d(vector, "K");
            double n = d(vector, "N");
            double alpha = d(vector, "alpha");
            double phi = d(vector, "phi");
            expect(vector + " lower", vector.path("lower"), Intervals.lowerRate(k, n, alpha, phi));
            expect(vector + " upper", vector.path("upper"), Intervals.upperRate(k, n, alpha, phi));
        }
        allCompared(22 * 2);
    }

    @Test
    void severalTestsCombined() {
        for (JsonNode vector : GOLDEN.path("combine")) {
            expect(
                    vector.toString(),
                    vector.path("out"),
                    Combination.logCapital(numbers(vector.path("weights")), numbers(vector.path("logE"))));
        }
        allCompared(5);
    }

    private static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.path(i).doubleValue();
        }
        return numbers;
    }
}
