package dev.featurerollout.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Shows every contestant the same simulated rollouts.
 *
 * @param rollouts of each scenario
 * @param seed the same seed gives the same numbers, on any number of cores
 */
public record Contest(int rollouts, long seed) {
    private static final int NEVER = SimulatedRollout.LOOKS + 1;

    public Contest {
        if (rollouts < 1) {
            throw new IllegalArgumentException("At least one rollout is needed, not " + rollouts + ".");
        }
    }

    public Map<Contestant, Outcome> of(Scenario scenario) {
        int[][] looks = IntStream.range(0, rollouts)
                .parallel()
                .mapToObj(rollout -> play(scenario, seed * 1_000_003 + rollout))
                .toArray(int[][]::new);
        Map<Contestant, Outcome> outcomes = new EnumMap<>(Contestant.class);
        for (Contestant contestant : Contestant.values()) {
            int[] sorted = Arrays.stream(looks)
                    .mapToInt(each -> each[contestant.ordinal()])
                    .sorted()
                    .toArray();
            double rolledBack =
                    Arrays.stream(sorted).filter(look -> look < NEVER).count() / (double) rollouts;
            outcomes.put(contestant, new Outcome(rolledBack, sorted[(rollouts - 1) / 2]));
        }
        return outcomes;
    }

    /** Returns the look at which each contestant rolls one rollout back. */
    private static int[] play(Scenario scenario, long seed) {
        Contestant[] contestants = Contestant.values();
        Judge[] judges = new Judge[contestants.length];
        int[] looks = new int[contestants.length];
        for (int i = 0; i < judges.length; i++) {
            judges[i] = contestants[i].judge(scenario);
            looks[i] = NEVER;
        }
        SimulatedRollout rollout = new SimulatedRollout(scenario, seed);
        int left = judges.length;
        for (int look = 0; look < SimulatedRollout.LOOKS && left > 0; look++) {
            Seen seen = rollout.look(look);
            for (int i = 0; i < judges.length; i++) {
                if (looks[i] == NEVER && judges[i].rollsBack(seen)) {
                    looks[i] = look + 1;
                    left--;
                }
            }
        }
        return looks;
    }
}
