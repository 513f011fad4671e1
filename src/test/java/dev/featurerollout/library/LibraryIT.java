package dev.featurerollout.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.measure.Looks;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.prometheus.PrometheusConfig;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.measure.prometheus.QueryObserver;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.InForce;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Watch;
import dev.featurerollout.support.PrometheusServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each template of the library on a real Prometheus, with series as its exporter writes them. */
@Tag("prometheus")
class LibraryIT {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant EFFECTIVE = NOW.minus(Duration.ofMinutes(10));

    private static PrometheusServer server;
    private static PrometheusSource source;

    /** One service as it is seen through one template. */
    record Look(LibraryTemplate template, Condition condition) {
        @Override
        public String toString() {
            return template + " of a service that is " + condition;
        }
    }

    static Stream<Look> looks() {
        return LibraryTemplate.all().stream()
                .flatMap(template ->
                        Exporters.conditions(template.name()).map(condition -> new Look(template, condition)));
    }

    @BeforeAll
    static void start() throws Exception {
        Exporters exporters = new Exporters(NOW.minus(Duration.ofMinutes(30)), NOW);
        for (Condition condition : Condition.values()) {
            exporters.write(condition);
        }
        server = new PrometheusServer("library").backfill(exporters.text()).start();
        source = new PrometheusSource(PrometheusConfig.of(server.url()), QueryObserver.NONE);
    }

    @AfterAll
    static void stop() {
        source.close();
        server.close();
    }

    @ParameterizedTest
    @MethodSource("looks")
    void itSeesHowTheServiceIs(Look look) {
        Map<String, String> args = Exporters.arguments(look.template().name(), look.condition());

        Evaluation seen = evaluate(look.template(), args);

        assertThat(seen.verdict())
                .as("%s: %s", seen.query(), seen.message())
                .isEqualTo(look.condition().verdict());
    }

    @Test
    void eachTemplateIsTriedOnAServiceThatIsWellOnOneThatIsNotAndOnNone() {
        for (LibraryTemplate template : LibraryTemplate.all()) {
            assertThat(Exporters.conditions(template.name()))
                    .as(template.name())
                    .contains(Condition.Healthy, Condition.Sick, Condition.Absent);
        }
    }

    @Test
    void furtherMatchersAreTakenAsTheyAre() {
        LibraryTemplate template = LibraryTemplate.all().stream()
                .filter(one -> one.name().equals("istio-http-errors"))
                .findFirst()
                .orElseThrow();
        Map<String, String> args = Map.of("workload", "sick", "selector", "response_code=\"200\"");
        assertThat(evaluate(template, args).verdict())
                .as("no failure among those that went well")
                .isEqualTo(Verdict.Pass);
    }

    private static Evaluation evaluate(LibraryTemplate template, Map<String, String> args) {
        InForce inForce = InForce.of("shop", "new-checkout", template.rollout(args), null, template::find);
        assertThat(inForce.problems()).isEmpty();
        FeatureRolloutStatus status =
                Serialization.unmarshal("""
                    attempt: {number: 1, revision: "", startedAt: "%s"}
                    stage: {name: canary, index: 0, enteredAt: "%s", effectiveAt: "%s"}
                    flags: [{name: a, configMapRef: {name: a, key: a}, format: Plain, percentage: 5, original: {percentage: 0}}]
                    """.formatted(EFFECTIVE, EFFECTIVE, EFFECTIVE), FeatureRolloutStatus.class);
        Watch watch =
                Watch.of(inForce.plan().orElseThrow(), Progress.of(status)).orElseThrow();
        List<Evaluation> evaluations = new ArrayList<>();
        new Looks(MetricSources.only(source))
                .take(watch, true, Evidence.none(EFFECTIVE), NOW.plusSeconds(20), evaluations::add);
        assertThat(evaluations).isNotEmpty();
        return evaluations.get(evaluations.size() - 1);
    }
}
