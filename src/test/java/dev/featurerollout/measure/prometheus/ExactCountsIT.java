package dev.featurerollout.measure.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.PlanCompiler;
import dev.featurerollout.support.OpenMetricsText;
import dev.featurerollout.support.PrometheusServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The query of a sequential test counts every event once, whatever happens to the counters: the true events are drawn
 * here, scraped every 15 seconds, and compared with what a real Prometheus makes of them, look by look and in sum.
 */
@Tag("prometheus")
class ExactCountsIT {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final int SCRAPES_PER_LOOK = 4;
    private static final Duration SCRAPE = LOOK.dividedBy(SCRAPES_PER_LOOK);
    private static final int LOOKS = 40;
    private static final int SCRAPES = LOOKS * SCRAPES_PER_LOOK;

    private static final List<Pod> PODS = new ArrayList<>();
    private static PrometheusServer server;
    private static PrometheusSource source;

    /**
     * One process and its counter.
     *
     * @param events between the scrape before and this one, by scrape
     * @param restarts at which scrapes the counter has begun anew since the scrape before
     * @param scraped whether there is a sample
     */
    private record Pod(String variant, String name, int[] events, IntPredicate restarts, IntPredicate scraped) {
        Double value(int scrape) {
            double value = 0;
            for (int i = 0; i <= scrape; i++) {
                value = (restarts.test(i) ? 0 : value) + events[i];
            }
            return scraped.test(scrape) ? value : null;
        }

        /**
         * What is new in a sample of it: all since the last one that was scraped; of a process that began anew, all since
         * then: what it did in the same look before it ended is lost, of bad events and of all alike.
         */
        double newAt(int look) {
            int before = (look - 1) * SCRAPES_PER_LOOK;
            int now = newestUpTo(look * SCRAPES_PER_LOOK);
            if (now <= before) {
                return 0;
            }
            double sum = 0;
            for (int i = newestUpTo(before) + 1; i <= now; i++) {
                sum = (restarts.test(i) ? 0 : sum) + events[i];
            }
            return sum;
        }

        private int newestUpTo(int scrape) {
            int newest = scrape;
            while (newest >= 0 && !scraped.test(newest)) {
                newest--;
            }
            return newest;
        }
    }

    private static int[] events(int seed, int from, int mean) {
        Random random = new Random(seed);
        int[] events = new int[SCRAPES + 1];
        for (int i = from; i <= SCRAPES; i++) {
            events[i] = random.nextInt(2 * mean + 1);
        }
        return events;
    }

    private static Pod pod(String variant, String name, int[] events) {
        return new Pod(variant, name, events, scrape -> false, scrape -> true);
    }

    @BeforeAll
    static void start() throws Exception {
        PODS.add(pod("on", "steady", events(1, 0, 5)));
        PODS.add(pod("off", "steady", events(2, 0, 90)));
        PODS.add(pod("off", "flat", new int[SCRAPES + 1]));
        // Its first error makes the series: there is no zero before it.
        int[] firstErrors = events(3, 61, 1);
        firstErrors[61] = 3;
        PODS.add(new Pod("on", "newborn", firstErrors, scrape -> false, scrape -> scrape >= 61));
        PODS.add(
                new Pod("off", "restarted", events(4, 0, 20), scrape -> scrape == 83 || scrape == 120, scrape -> true));
        PODS.add(new Pod(
                "on", "not scraped for three minutes", events(5, 0, 250), scrape -> false, ExactCountsIT::seen));
        PODS.add(new Pod("off", "gone for good", events(6, 0, 7), scrape -> false, scrape -> scrape <= 98));
        OpenMetricsText past = new OpenMetricsText();
        for (Pod pod : PODS) {
            past.gauge(
                    "events_total",
                    Map.of("variant", pod.variant(), "pod", pod.name()),
                    NOON,
                    NOON.plus(LOOK.multipliedBy(LOOKS)),
                    SCRAPE,
                    at -> pod.value((int) Duration.between(NOON, at).dividedBy(SCRAPE)));
        }
        server = new PrometheusServer("counts").backfill(past.toString()).start();
        source = new PrometheusSource(PrometheusConfig.of(server.url()), QueryObserver.NONE);
    }

    private static boolean seen(int scrape) {
        return scrape < 50 || scrape > 62;
    }

    @AfterAll
    static void stop() {
        source.close();
        server.close();
    }

    private static String query() {
        String spec = """
            flags: [{name: a, configMapRef: {name: f, key: k}, format: Plain}]
            stages: [{name: canary, percentage: 5, bakeTime: 10m}, {name: all, percentage: 100, bakeTime: 10m}]
            successCriteria:
            - name: errors
              compare:
                bad: events_total{pod!="steady"}
                of: events_total
                cohort: {label: variant, treatment: "on", control: "off"}
            """;
        Compiled.Valid plan = (Compiled.Valid)
                PlanCompiler.compile("shop", "new-checkout", Serialization.unmarshal(spec, FeatureRolloutSpec.class));
        QueryTemplate query =
                plan.plan().first().criteria().get(0).sequential().orElseThrow().query();
        return query.render(Map.of("interval", "1m"));
    }

    private static Instant at(int look) {
        return NOON.plus(LOOK.multipliedBy(look));
    }

    private static double counted(Answer answer, String what, String variant) {
        assertThat(answer).isInstanceOf(Series.class);
        return ((Series) answer)
                .samples().stream()
                        .filter(sample -> sample.labels().equals(Map.of("featurerollout", what, "variant", variant)))
                        .mapToDouble(Sample::value)
                        .sum();
    }

    private static double truly(int look, String variant, boolean all) {
        return PODS.stream()
                .filter(pod -> pod.variant().equals(variant))
                .filter(pod -> all || !pod.name().equals("steady"))
                .mapToDouble(pod -> pod.newAt(look))
                .sum();
    }

    private static void isTrue(int look, Answer answer) {
        for (String variant : List.of("on", "off")) {
            assertThat(counted(answer, "of", variant))
                    .as("of %s at look %d", variant, look)
                    .isCloseTo(truly(look, variant, true), within(1e-6));
            assertThat(counted(answer, "bad", variant))
                    .as("bad %s at look %d", variant, look)
                    .isCloseTo(truly(look, variant, false), within(1e-6));
        }
    }

    @Test
    void everyLookCountsWhatHappenedSinceTheOneBefore() {
        for (int look = 1; look <= LOOKS; look++) {
            isTrue(look, source.at(query(), at(look)));
        }
    }

    @Test
    void andSoDoesTheQuestionForAllOfThemAtOnce() {
        Map<Instant, Answer> answers = source.over(query(), at(1), at(LOOKS), LOOK);
        assertThat(answers).hasSize(LOOKS);
        for (int look = 1; look <= LOOKS; look++) {
            isTrue(look, answers.get(at(look)));
        }
    }

    @Test
    void inSumNoneIsLostAndNoneCountedTwice() {
        double sum = source.over(query(), at(1), at(LOOKS), LOOK).values().stream()
                .mapToDouble(answer -> counted(answer, "of", "on"))
                .sum();
        double happened = PODS.stream()
                .filter(pod -> pod.variant().equals("on"))
                .mapToDouble(pod -> {
                    double events = 0;
                    for (int i = 1; i <= SCRAPES; i++) {
                        events += pod.events()[i];
                    }
                    return events;
                })
                .sum();
        assertThat(sum).isCloseTo(happened, within(1e-6));
    }

    @Test
    void whatIncreaseMakesOfTheFirstErrorsIsTooLittle() {
        Answer increase = source.at("sum(increase(events_total{pod=\"newborn\"}[1m]))", at(16));
        assertThat(PODS.get(3).newAt(16)).isGreaterThanOrEqualTo(3);
        assertThat(((Series) increase).samples().get(0).value())
                .isLessThan(PODS.get(3).newAt(16) - 1);
    }
}
