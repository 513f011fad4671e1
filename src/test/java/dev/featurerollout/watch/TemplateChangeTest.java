package dev.featurerollout.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.CriteriaTemplateSpec;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.plan.TemplateId;
import dev.featurerollout.plan.Templates;
import dev.featurerollout.support.MemoryCluster;
import dev.featurerollout.support.NoMeter;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A template is changed, or deleted, while a rollout that uses it runs. */
class TemplateChangeTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final String QUERY = "errors{job=\"checkout\"}";

    private final MemoryCluster cluster = new MemoryCluster();
    private final TimelineMetrics metrics = new TimelineMetrics();
    private final List<String> news = new ArrayList<>();
    private final Cycle cycle = new Cycle(
            MetricSources.only(metrics),
            new Applier(cluster.flags()),
            (about, told) -> news.add(told.reason() + " " + told.message()),
            new NoMeter());
    private Optional<CriteriaTemplateSpec> template;
    private Instant now = START;

    @BeforeEach
    void begin() {
        cluster.put(Serialization.unmarshal("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: flags, labels: {featurerollout.dev/flags: "true"}}
            data: {share: "0"}
            """, ConfigMap.class));
        cluster.apply(Serialization.unmarshal("""
            apiVersion: featurerollout.dev/v1alpha1
            kind: FeatureRollout
            metadata: {name: new-checkout, namespace: shop}
            spec:
              flags: [{name: checkout, configMapRef: {name: flags, key: share}, format: Plain}]
              stages:
              - {name: canary, percentage: 5, bakeTime: 10m}
              - {name: everyone, percentage: 100, bakeTime: 10m}
              propagation: {delay: 0s}
              successCriteria:
              - name: errors
                templateRef: {kind: ClusterCriteriaTemplate, name: http}
                args: [{name: service, value: checkout}]
            """, FeatureRollout.class));
        template("0.05", "");
        metrics.series(QUERY).from(START, 0.02);
        passUntil(Duration.ofMinutes(5));
        assertThat(status().stage().name()).isEqualTo("canary");
    }

    private void template(String max, String description) {
        template = Optional.of(Serialization.unmarshal("""
            description: "%s"
            args: [{name: service}]
            criteria: [{name: errors, query: 'errors{job="$(service)"}', max: "%s"}]
            """.formatted(description, max), CriteriaTemplateSpec.class));
    }

    private Templates.Found find(TemplateId id) {
        return template.<Templates.Found>map(Templates.Known::new).orElseGet(() -> Templates.NONE.find(id));
    }

    private void passUntil(Duration sinceStart) {
        Instant end = START.plus(sinceStart);
        while (now.isBefore(end)) {
            Cycle.Result result = cycle.run(
                    new Snapshots(cluster.flags(), this::find).take(cluster.rollout(), List.of()),
                    cluster.statuses(),
                    InstantSource.fixed(now));
            Instant wake = result.wakeAt().orElse(end);
            now = wake.isAfter(now) ? wake : now.plusMillis(1);
        }
        now = end;
    }

    private FeatureRolloutStatus status() {
        return cluster.rollout().getStatus();
    }

    private Condition ready() {
        return status().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theStageGoesOnAndTheHistoryNamesTheTemplate() {
        Instant entered = status().stage().enteredAt();
        template("0.03", "");

        passUntil(Duration.ofMinutes(9));
        assertThat(status().stage().enteredAt()).isEqualTo(entered);
        assertThat(status().criteria().get(0).bound()).isEqualTo("max 0.03");
        assertThat(status().history())
                .filteredOn(transition -> transition.reason().equals("TemplateChanged"))
                .extracting(Transition::from, Transition::message)
                .containsExactly(
                        tuple("canary (5 %)", "ClusterCriteriaTemplate http was changed: errors (max 0.05 → 0.03)"));
        assertThat(news)
                .contains("TemplateChanged canary (5 %): ClusterCriteriaTemplate http was changed: errors (max 0.05 →"
                        + " 0.03)");

        passUntil(Duration.ofMinutes(12));
        assertThat(status().stage().name())
                .as("its bake time was not restarted")
                .isEqualTo("everyone");
    }

    @Test
    void aStricterBoundRollsBackWhatBreaksIt() {
        template("0.01", "");

        passUntil(Duration.ofMinutes(6));
        assertThat(ready().reason()).isEqualTo("RolledBack");
        assertThat(status().history())
                .extracting(Transition::reason)
                .containsExactly("StageEntered", "TemplateChanged", "RolledBack");
    }

    @Test
    void aChangeThatChangesNothingWritesNothing() {
        int writes = cluster.statusWrites();
        template("0.05", "another description");

        passUntil(Duration.ofMinutes(5).plusSeconds(20));
        assertThat(cluster.statusWrites()).isEqualTo(writes);
    }

    @Test
    void aDeletedTemplateIsToldAndItsGuardrailsGoOn() {
        template = Optional.empty();

        passUntil(Duration.ofMinutes(20));
        assertThat(ready().reason()).isEqualTo("InvalidSpec");
        assertThat(ready().message())
                .contains("spec.successCriteria[0].templateRef.name: ClusterCriteriaTemplate http: there is none")
                .contains("the last valid spec goes on being watched at 5 %");
        assertThat(status().percentage()).isEqualTo("5");

        metrics.series(QUERY).from(now, 0.2);
        passUntil(Duration.ofMinutes(22));
        assertThat(status().percentage()).isEqualTo("0");
        assertThat(status().rollback().criterion()).isEqualTo("errors");
    }

    @Test
    void aBrokenTemplateThatIsMendedLetsItGoOn() {
        template("nonsense", "");
        passUntil(Duration.ofMinutes(7));
        assertThat(ready().message()).contains("spec.successCriteria[0].max", "errors of ClusterCriteriaTemplate http");

        template("0.04", "");
        passUntil(Duration.ofMinutes(30));
        assertThat(ready().reason()).isEqualTo("Completed");
        assertThat(status().history()).extracting(Transition::reason).contains("TemplateChanged");
    }
}
