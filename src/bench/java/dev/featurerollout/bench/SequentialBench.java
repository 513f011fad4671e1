package dev.featurerollout.bench;

import dev.featurerollout.statistics.Bursts;
import dev.featurerollout.statistics.CompareTest;
import dev.featurerollout.statistics.Counts;
import dev.featurerollout.statistics.Look;
import dev.featurerollout.statistics.Margin;
import dev.featurerollout.statistics.Reading;
import dev.featurerollout.statistics.StageTerms;
import dev.featurerollout.statistics.TestState;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one look of a comparison costs, in time and in memory. The median counts: other work on the machine does not
 * move it.
 *
 * <p>Not part of the build: {@code mvn -q -Pfull test-compile exec:exec -Dexec.classpathScope=test -Dexec.executable=java
 * -Dexec.args="-cp %classpath org.openjdk.jmh.Main SequentialBench -prof gc"}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SequentialBench {
    /** How a criterion is set up: errors, errors with a floor, four edges of a histogram. */
    public enum Criterion {
        errors(new CompareTest(Margin.relative(1.2), Bursts.Adaptive, 1)),
        floored(new CompareTest(new Margin(1.2, 0, 0.0005), Bursts.Adaptive, 1)),
        latency(new CompareTest(Margin.relative(1.2), Bursts.Adaptive, 4));

        final CompareTest test;

        Criterion(CompareTest test) {
            this.test = test;
        }
    }

    @Param
    Criterion criterion;

    private CompareTest test;
    private TestState state;
    private Look look;
    private String checkpoint;

    @Setup
    public void thirdStage() {
        test = criterion.test;
        look = new Look.Compared(Collections.nCopies(test.edges(), new Counts(16, 1500, 45, 4500)));
        state = test.begin();
        for (double share : new double[] {0.05, 0.1, 0.25}) {
            state = test.enter(state, new StageTerms(share, OptionalDouble.of(1.5)));
            for (int i = 0; i < 30; i++) {
                state = test.look(state, look);
            }
        }
        checkpoint = state.checkpoint();
    }

    /** A look, and what a decision needs of it. */
    @Benchmark
    public double lookAndDecide() {
        TestState after = test.look(state, look);
        return test.logCapital(after) + test.logSafeCapital(after);
    }

    /** All that a status shows, with the interval of the ratio. */
    @Benchmark
    public Reading readForPeople() {
        return test.read(state, 0.01);
    }

    @Benchmark
    public String writeDown() {
        return state.checkpoint();
    }

    @Benchmark
    public TestState readBack() {
        return test.restore(checkpoint);
    }
}
