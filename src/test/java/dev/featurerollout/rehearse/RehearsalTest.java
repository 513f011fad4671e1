package dev.featurerollout.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** One rollout, played against metrics of the past. */
class RehearsalTest {
    private static final Instant START = Instant.parse("2026-11-15T05:00:00Z");
    private static final Instant END = START.plus(Duration.ofDays(7));

    static final String ROLLOUT = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: new-checkout, namespace: shop}
        spec:
          flags:
          - {name: checkout, configMapRef: {name: flags, key: checkout}, format: Plain}
          stages:
          - {name: canary, percentage: 5, bakeTime: 10m}
          - {name: half, percentage: 50, bakeTime: 30m}
          - {name: everyone, percentage: 100, bakeTime: 1h}
          successCriteria:
          - {name: errors, query: errors, max: "0.01", warning: {max: "0.005"}, interval: 30s, failureLimit: 2}
          - {name: latency, query: latency, max: 1, interval: 1m}
        """;

    private final TimelineMetrics metrics = new TimelineMetrics();

    {
        metrics.series("errors").from(START.minusSeconds(3600), 0.001);
        metrics.series("latency").from(START.minusSeconds(3600), 0.25);
    }

    private Account play(String rollout, Instant until) {
        return play(rollout, until, metrics);
    }

    static Account play(String yaml, Instant until, MetricSource metrics) {
        FeatureRollout rollout = Serialization.unmarshal(yaml, FeatureRollout.class);
        return new Rehearsal("shop", "new-checkout", rollout.getSpec(), metrics).play(START, until);
    }

    private static String times(Account account) {
        return account.stages().stream()
                .map(stay -> stay.stage().name() + " "
                        + DurationText.format(Duration.between(START, stay.enteredAt())) + " to "
                        + DurationText.format(Duration.between(START, stay.leftAt())))
                .reduce((all, next) -> all + ", " + next)
                .orElse("");
    }

    @Test
    void aHealthyTimeLeadsToTheEnd() {
        Account account = play(ROLLOUT, END);

        assertThat(times(account))
                .isEqualTo("canary 0s to 12m500ms, half 12m500ms to 44m1s500ms, everyone 44m1s500ms to 1h46m2s500ms");
        assertThat(account.end()).isEqualTo(new Account.Completed(START.plusMillis(6_362_500)));
        assertThat(account.held()).isZero();
        assertThat(account.verdicts("errors")).containsOnlyKeys(Verdict.Pass);
        assertThat(account.verdicts("errors")).containsEntry(Verdict.Pass, 200L);
        assertThat(account.verdicts("latency")).containsEntry(Verdict.Pass, 100L);
        assertThat(account.closest().orElseThrow().criterion().name()).isEqualTo("latency");
        assertThat(account.closest().orElseThrow().margin().orElseThrow()).hasToString("0.25, 75 % inside max 1");
    }

    @Test
    void anIncidentRollsBackInTheStageItHits() {
        metrics.series("errors")
                .from(START.plus(Duration.ofMinutes(20)), 0.2)
                .from(START.plus(Duration.ofMinutes(30)), 0.001);

        Account account = play(ROLLOUT, END);

        assertThat(account.end()).isInstanceOfSatisfying(Account.RolledBack.class, end -> {
            assertThat(end.culprit()).isEqualTo("errors");
            assertThat(end.stage().orElseThrow().name()).isEqualTo("half");
            // The second failing look after 20m, on the grid of the stage, which began at 14m1s.
            assertThat(end.at()).isEqualTo(START.plusMillis(1_231_500));
            assertThat(end.cause().value()).contains("0.2");
        });
        assertThat(account.verdicts("errors")).containsEntry(Verdict.Fail, 2L);
        assertThat(account.closest().orElseThrow().margin().orElseThrow()).hasToString("0.2, 1900 % beyond max 0.01");
        assertThat(times(account)).endsWith("half 12m500ms to 20m31s500ms");
    }

    @Test
    void aWarningHoldsForAsLongAsItLasts() {
        metrics.series("errors")
                .from(START.plus(Duration.ofMinutes(5)), 0.007)
                .from(START.plus(Duration.ofMinutes(25)), 0.001);

        Account account = play(ROLLOUT, END);

        assertThat(account.end()).isInstanceOf(Account.Completed.class);
        assertThat(account.holds()).hasSize(1);
        assertThat(account.holds().get(0).reason()).isEqualTo(Reason.Holding);
        assertThat(account.held()).isEqualTo(Duration.ofMinutes(20));
        assertThat(account.verdicts("errors")).containsEntry(Verdict.Warning, 40L);
    }

    @Test
    void whatHasNotEndedWhenTheDataEndsIsTold() {
        Account account = play(ROLLOUT, START.plus(Duration.ofMinutes(30)));

        assertThat(account.end()).isInstanceOfSatisfying(Account.Unfinished.class, end -> {
            assertThat(end.reason()).isEqualTo(Reason.Progressing);
            assertThat(end.message()).contains("half (50 %)");
            assertThat(end.at()).isEqualTo(START.plus(Duration.ofMinutes(30)));
        });
    }

    @Test
    void aQueryThatIsWrongEndsItSoon() {
        metrics.series("latency").refused("unknown function");

        Account account = play(ROLLOUT, END);

        assertThat(account.end()).isInstanceOfSatisfying(Account.Unfinished.class, end -> {
            assertThat(end.reason()).isEqualTo(Reason.InvalidQuery);
            assertThat(end.message()).contains("latency", "unknown function");
            assertThat(end.at()).isBefore(START.plus(Duration.ofMinutes(15)));
        });
    }

    @Test
    void nothingIsSaidWithoutAnswers() {
        metrics.unavailable(START.plus(Duration.ofMinutes(20)), END);

        assertThat(play(ROLLOUT, END).end())
                .isInstanceOfSatisfying(
                        Account.Unanswered.class,
                        end -> assertThat(end.message()).contains("connection refused"));
    }

    @Test
    void aStoppedRolloutDoesNotEnd() {
        Account account = play(ROLLOUT.replace("spec:", "spec:\n  holdAt: half"), END);

        assertThat(account.end()).isInstanceOfSatisfying(Account.Unfinished.class, end -> {
            assertThat(end.reason()).isEqualTo(Reason.Suspended);
            assertThat(end.message()).contains("spec.holdAt half");
        });
    }
}
