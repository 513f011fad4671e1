package dev.featurerollout.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.EvidenceStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.TestStatus;
import dev.featurerollout.decide.Scene;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Trial;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Progress;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a status keeps of a sequential test, and that it is read back as the very same. */
class TrialProjectionTest {
    private static final Situation SITUATION = Scene.inQuarter()
            .spec("""
                successCriteria:
                - name: slow
                  compare:
                    histogram: latency_seconds
                    slowerThan: ['0.5']
                    cohort: {label: variant, treatment: 'on', control: 'off'}
                """)
            .saw("slow", Verdict.Pass)
            .tested("slow", false)
            .situation();
    private static final Criterion SLOW =
            SITUATION.stage().orElseThrow().criterion("slow").orElseThrow();
    private static final Trial TRIAL = SITUATION.evidence().trial(SLOW).orElseThrow();

    @Test
    void theNextStageReadsBackExactlyWhatThisOneCameTo() {
        List<TestStatus> written = TrialProjection.checkpoints(null, Map.of("slow", TRIAL));
        String status = Serialization.asJson(Map.of("tests", written));
        Progress.Brought brought = Progress.of(Serialization.unmarshal(status, FeatureRolloutStatus.class))
                .tests()
                .get("slow");
        assertThat(brought.edges()).containsExactly("0.5");
        assertThat(TRIAL.test().logCapital(TRIAL.test().restore(brought.checkpoint())))
                .isEqualTo(TRIAL.logCapital());
    }

    @Test
    void aTestThatPausesInAStageKeepsWhatItHad() {
        List<TestStatus> before = List.of(new TestStatus("errors", null, "1 compare"));
        assertThat(TrialProjection.checkpoints(before, Map.of("slow", TRIAL)))
                .extracting(TestStatus::criterion)
                .containsExactly("errors", "slow");
        assertThat(TrialProjection.checkpoints(null, Map.of())).isNull();
    }

    @Test
    void theEvidenceIsInWordsAndFiguresForAnSre() {
        EvidenceStatus evidence =
                TrialProjection.evidence(SLOW, TRIAL, SITUATION.plan().guarantee());
        assertThat(evidence.seen()).isEqualTo("1 of 100 slow with the flag, 3 of 300 without");
        assertThat(evidence.neededCapital()).isEqualTo("100");
        assertThat(evidence.neededSafeCapital()).isEqualTo("20");
        assertThat(evidence.ratio()).isEqualTo("1");
        assertThat(evidence.missing()).contains("more slow requests needed");
        assertThat(Double.parseDouble(evidence.capital())).isPositive().isLessThan(100);
        assertThat(Double.parseDouble(evidence.ratioLow())).isLessThan(1);
        assertThat(Double.parseDouble(evidence.ratioHigh())).isGreaterThan(1);
    }
}
