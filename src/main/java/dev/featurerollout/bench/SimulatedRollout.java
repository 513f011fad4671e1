package dev.featurerollout.bench;

import dev.featurerollout.statistics.Counts;
import java.util.SplittableRandom;

/** One rollout of 5, 10, 25, 50 and 100 %, thirty looks of a minute each, that nobody stops. */
final class SimulatedRollout {
    static final double[] SHARES = {0.05, 0.1, 0.25, 0.5, 1};
    static final int LOOKS_OF_A_STAGE = 30;
    static final int LOOKS = SHARES.length * LOOKS_OF_A_STAGE;

    private static final double SECONDS = 60;
    private static final int LOOKS_OF_AN_INCIDENT = 3;

    private final Scenario scenario;
    private final SplittableRandom random;
    private final Shape.Errors withFlag;
    private final Shape.Errors without;
    private double incident = 1;
    private double difference = 1;

    SimulatedRollout(Scenario scenario, long seed) {
        this.scenario = scenario;
        this.random = new SplittableRandom(seed);
        this.withFlag = scenario.shape().new Errors(random);
        this.without = scenario.shape().new Errors(random);
    }

    /** Returns what is seen at a look, counted from 0; to be asked in order, each once. */
    Seen look(int number) {
        int look = number % LOOKS_OF_A_STAGE;
        double share = SHARES[number / LOOKS_OF_A_STAGE];
        if (scenario.shape() == Shape.STICKY && look == 0) {
            difference = Math.max(0.5, 1 + 0.1 * random.nextGaussian());
        }
        double rate = scenario.errorShare() * disturbance(number);
        double treatmentOf = requests(share);
        double controlOf = requests(1 - share);
        double treatmentBad = withFlag.next(treatmentOf * rate * difference * scenario.harm());
        double controlBad = without.next(controlOf * rate);
        return new Seen(
                look,
                look == LOOKS_OF_A_STAGE - 1,
                share,
                new Counts(
                        Math.min(treatmentBad, treatmentOf), treatmentOf, Math.min(controlBad, controlOf), controlOf));
    }

    private double disturbance(int number) {
        if (scenario.shape() != Shape.INCIDENTS) {
            return 1;
        }
        if (number % LOOKS_OF_AN_INCIDENT == 0) {
            incident = random.nextDouble() < 0.05 ? 20 : 1;
        }
        return incident * Math.exp(0.3 * random.nextGaussian());
    }

    private double requests(double share) {
        double mean = scenario.requestsPerSecond() * SECONDS * share;
        return mean < 100 ? Draw.poisson(random, mean) : Math.rint(mean + Math.sqrt(mean) * random.nextGaussian());
    }
}
