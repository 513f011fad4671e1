package dev.featurerollout.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.rehearse.Account.RolledBack;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The promise of the sequential tests, kept by the engine as a whole: a thousand healthy rollouts that are looked at
 * every minute, and rollouts that double the errors.
 */
@Tag("slow")
class WholeEngineSimulationTest {
    private static final Instant START = Instant.parse("2026-11-15T05:00:00Z");
    private static final Instant END = START.plus(Duration.ofHours(3));
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final double REQUESTS_PER_SECOND = 100;
    private static final double BASE = 0.01;

    private static final String ROLLOUT = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: new-checkout, namespace: shop}
        spec:
          flags:
          - {name: checkout, configMapRef: {name: flags, key: checkout}, format: Plain}
          stages:
          - {name: at-5, percentage: 5, bakeTime: 20m}
          - {name: at-25, percentage: 25, bakeTime: 20m}
          - {name: at-50, percentage: 50, bakeTime: 20m}
          propagation: {delay: 0s}
          guardrails: {falseRollbackChance: "1%", onInconclusive: Advance}
          successCriteria:
          - name: errors
            compare:
              bad: http_requests_total{code=~"5..",stage="$(stage)"}
              of: http_requests_total{stage="$(stage)"}
              cohort: {label: variant, treatment: "on", control: "off"}
              tolerate: "0%"
            interval: 60s
        """;

    private static final FeatureRollout PARSED = Serialization.unmarshal(ROLLOUT, FeatureRollout.class);

    private static Account play(Traffic traffic) {
        return new Rehearsal("shop", "new-checkout", PARSED.getSpec(), traffic).play(START, END);
    }

    private static long rolledBack(int rollouts, double burst) {
        return IntStream.range(0, rollouts)
                .parallel()
                .mapToObj(seed -> play(new Traffic(seed, 1, burst)))
                .filter(account -> account.end() instanceof RolledBack)
                .count();
    }

    @Test
    void ofAThousandHealthyRolloutsAtMostOnePercentIsRolledBack() {
        assertThat(rolledBack(1_000, 1)).isLessThanOrEqualTo(10);
    }

    @Test
    void withBurstsOfThreeAtMostOneAndAHalfPercent() {
        assertThat(rolledBack(1_000, 3)).isLessThanOrEqualTo(15);
    }

    @Test
    void aDoubledErrorRateIsSeenInTheFirstStage() {
        List<Account> accounts = IntStream.range(0, 200)
                .mapToObj(seed -> play(new Traffic(seed, 2, 1)))
                .toList();

        assertThat(accounts).allMatch(account -> account.end() instanceof RolledBack);
        List<Integer> looks = accounts.stream()
                .map(account -> account.looks().size())
                .sorted()
                .toList();
        assertThat(looks.get(100)).as("median of looks until the rollback").isLessThanOrEqualTo(9);
    }

    /**
     * A service whose requests are split by the flag, look by look.
     *
     * @param factor how much more often requests fail with the feature
     * @param burst mean number of errors that come together
     */
    private record Traffic(long seed, double factor, double burst) implements MetricSource {

        @Override
        public Answer at(String query, Instant time) {
            double share = Double.parseDouble(query.replaceAll("(?s).*?stage=\"at-([0-9]+)\".*", "$1")) / 100;
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + time.getEpochSecond());
            double requests = REQUESTS_PER_SECOND * LOOK.toSeconds();
            double on = Math.rint(requests * share);
            return new Series(List.of(
                    sample("of", "on", on),
                    sample("of", "off", requests - on),
                    sample("bad", "on", errors(random, on * BASE * factor, on)),
                    sample("bad", "off", errors(random, (requests - on) * BASE, requests - on))));
        }

        private static Sample sample(String what, String variant, double value) {
            return new Sample(Map.of("featurerollout", what, "variant", variant), value);
        }

        /** Returns so many errors on average, in bursts whose sizes are geometric. */
        private double errors(SplittableRandom random, double mean, double most) {
            double errors = 0;
            double gap = -Math.log1p(-random.nextDouble());
            for (double left = mean / burst; gap < left; gap -= Math.log1p(-random.nextDouble())) {
                errors += burst == 1 ? 1 : 1 + Math.floor(Math.log1p(-random.nextDouble()) / Math.log1p(-1 / burst));
            }
            return Math.min(errors, most);
        }

        @Override
        public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
            Map<Instant, Answer> answers = new LinkedHashMap<>();
            for (Instant at = first; !at.isAfter(last); at = at.plus(step)) {
                answers.put(at, at(query, at));
            }
            return answers;
        }
    }
}
