package dev.featurerollout.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * At the margin nobody gets rich: the mean of what a bet multiplies its stake by is at most 1.
 *
 * <p>Seeded, so that it says the same every time; the bounds leave four standard errors.
 */
class FairGameTest {
    private static final int GAMES = 100_000;

    @ParameterizedTest
    @CsvSource({
        // relative, absolute, requests with the flag, without, share of errors without it
        "1, 0, 50, 950, 0.001",
        "1, 0, 50, 950, 0.02",
        "1.2, 0, 50, 950, 0.02",
        "1.2, 0, 500, 500, 0.01",
        "1, 0.005, 50, 950, 0.02",
        "1.2, 0.002, 900, 100, 0.01",
    })
    void comparing(double relative, double absolute, int with, int without, double share) {
        Random random = new Random(1);
        double atTheMargin = relative * share + absolute;
        Mean harm = new Mean();
        Mean strict = new Mean();
        Mean safe = new Mean();
        for (int i = 0; i < GAMES; i++) {
            Counts counts =
                    new Counts(errors(random, with, atTheMargin), with, errors(random, without, share), without);
            harm.add(Bets.HARM.compare(counts, relative, absolute));
            if (absolute == 0) {
                strict.add(Bets.HARM.strict(counts, relative));
                safe.add(Bets.SAFE.compare(counts, relative, 0));
            }
        }
        harm.assertAtMostOne();
        strict.assertAtMostOne();
        safe.assertAtMostOne();
    }

    @ParameterizedTest
    @CsvSource({"100, 0.01", "1000, 0.001", "20, 0.3"})
    void holdingAgainstARate(int of, double rate) {
        Random random = new Random(2);
        Mean harm = new Mean();
        Mean safe = new Mean();
        for (int i = 0; i < GAMES; i++) {
            double bad = errors(random, of, rate);
            harm.add(Bets.HARM.bound(bad, of, rate));
            safe.add(Bets.SAFE.bound(bad, of, rate));
        }
        harm.assertAtMostOne();
        safe.assertAtMostOne();
    }

    @ParameterizedTest
    @CsvSource({"3", "20"})
    void oneVotePerLookStandsBurstsOfAnySize(int largest) {
        Random random = new Random(3);
        Mean strict = new Mean();
        Mean independent = new Mean();
        for (int i = 0; i < GAMES; i++) {
            double[] bad = new double[2];
            for (int burst = random.nextInt(4); burst > 0; burst--) {
                bad[random.nextDouble() < 0.05 ? 0 : 1] += 1 + random.nextInt(largest);
            }
            Counts counts = new Counts(bad[0], 500, bad[1], 9500);
            strict.add(Bets.HARM.strict(counts, 1));
            independent.add(Bets.HARM.compare(counts, 1, 0));
        }
        strict.assertAtMostOne();
        assertThat(independent.mean(Bets.COUNT - 1)).as("what happens without").isGreaterThan(2);
    }

    /** Errors among requests, by the gaps between them, so that rare ones are drawn in no time. */
    private static double errors(Random random, int requests, double share) {
        double errors = 0;
        double logKept = Math.log1p(-share);
        for (double at = gap(random, logKept); at < requests; at += 1 + gap(random, logKept)) {
            errors++;
        }
        return errors;
    }

    private static double gap(Random random, double logKept) {
        return Math.floor(Math.log1p(-random.nextDouble()) / logKept);
    }

    /** The mean of each bet's growth, with its standard error. */
    private static final class Mean {
        private final double[] sum = new double[Bets.COUNT];
        private final double[] squares = new double[Bets.COUNT];
        private int count;

        void add(double[] won) {
            count++;
            for (int i = 0; i < won.length; i++) {
                double growth = Math.exp(won[i]);
                sum[i] += growth;
                squares[i] += growth * growth;
            }
        }

        double mean(int bet) {
            return sum[bet] / count;
        }

        void assertAtMostOne() {
            for (int i = 0; count > 0 && i < sum.length; i++) {
                double error = Math.sqrt((squares[i] / count - mean(i) * mean(i)) / count);
                assertThat(mean(i)).as("bet %s", i).isLessThanOrEqualTo(1 + 4 * error + 1e-9);
            }
        }
    }
}
