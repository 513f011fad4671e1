package dev.featurerollout.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.prometheus.PrometheusConfig;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.measure.prometheus.QueryObserver;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.OpenMetricsText;
import dev.featurerollout.support.Ports;
import dev.featurerollout.support.PrometheusServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Scenarios, played on a real API server with a real Prometheus: the metrics are backfilled, each scenario in a day
 * of the past of its own, and the clock jumps through that day.
 */
class ScenariosIT {
    private static final List<Scenario> SCENARIOS = Scenario.all().toList();
    private static PrometheusServer prometheus;
    private static PrometheusSource source;

    @BeforeAll
    static void start() throws Exception {
        OpenMetricsText past = new OpenMetricsText();
        Map<String, List<Runnable>> byMetric = new HashMap<>();
        for (int i = SCENARIOS.size() - 1; i >= 0; i--) {
            record(SCENARIOS.get(i), day(i), past, byMetric);
        }
        byMetric.values().forEach(series -> series.forEach(Runnable::run));
        prometheus = new PrometheusServer("scenarios")
                // A sample is forgotten soon after the script takes it away.
                .option("--query.lookback-delta=15s")
                .backfill(past.toString())
                .start();
        source = new PrometheusSource(PrometheusConfig.of(prometheus.url()), QueryObserver.NONE);
    }

    @AfterAll
    static void stop() {
        source.close();
        prometheus.close();
    }

    /** Later scenarios lie further back, so that samples are written in order of time. */
    private static Instant day(int index) {
        return Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(index + 2L));
    }

    private static void record(
            Scenario scenario, Instant start, OpenMetricsText past, Map<String, List<Runnable>> byMetric) {
        Instant end = start.plus(DurationText.parse(scenario.script().until())).plus(Duration.ofMinutes(1));
        scenario.script().metrics().forEach((query, steps) -> {
            if (!query.matches("[a-z_]+")) {
                return; // A query over the others: Prometheus itself will answer it.
            }
            int width = steps.stream()
                    .mapToInt(step -> step.values() == null ? 1 : step.values().size())
                    .max()
                    .orElse(0);
            IntStream.range(0, width)
                    .forEach(column -> byMetric.computeIfAbsent(query, name -> new ArrayList<>())
                            .add(() -> past.gauge(
                                    query,
                                    Map.of("pod", Integer.toString(column)),
                                    start,
                                    end,
                                    Scripts.SCRAPES,
                                    at -> value(steps, start, at, column))));
        });
        scenario.script()
                .counters()
                .keySet()
                .forEach(name -> byMetric.computeIfAbsent(name, any -> new ArrayList<>())
                        .add(() -> Scripts.counters(scenario, start)
                                .all(name)
                                .forEach(counter -> past.counter(
                                        name.replaceFirst("_total$", ""),
                                        counter.labels(),
                                        start,
                                        end,
                                        Scripts.SCRAPES,
                                        at -> counter.value(at).orElse(null)))));
    }

    private static Double value(List<Scenario.Step> steps, Instant start, Instant at, int column) {
        Scenario.Step current = steps.stream()
                .filter(step -> !start.plus(DurationText.parse(step.at())).isAfter(at))
                .reduce((earlier, later) -> later)
                .orElseThrow();
        if (current.values() != null) {
            return current.values().get(column);
        }
        return column == 0 ? current.value() : null;
    }

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicTest> aFewScenariosGoAsTold() {
        return play(Scenario::isOneOfTheFew);
    }

    @TestFactory
    @Tag("full")
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicTest> theOtherScenariosGoAsTold() {
        return play(scenario -> !scenario.isOneOfTheFew());
    }

    private static Stream<DynamicTest> play(Predicate<Scenario> which) {
        return IntStream.range(0, SCENARIOS.size())
                .filter(i -> which.test(SCENARIOS.get(i)))
                .mapToObj(i -> DynamicTest.dynamicTest(SCENARIOS.get(i).name(), () -> play(SCENARIOS.get(i), day(i))));
    }

    private static void play(Scenario scenario, Instant start) {
        PlayClock clock = new PlayClock(start);
        ControlPlane control = ControlPlane.shared();
        try (PrometheusSource nobody =
                new PrometheusSource(PrometheusConfig.of("http://127.0.0.1:" + Ports.free()), QueryObserver.NONE)) {
            ServerWorld world = new ServerWorld(
                    control.client(),
                    control.newNamespace(),
                    scenario,
                    new SometimesAway(scenario, clock, source, nobody));
            assertThat(new Play(scenario, world, clock).run()).isEqualTo(scenario.expected());
        }
    }
}
