package dev.featurerollout.measure.prometheus;

import static dev.featurerollout.measure.prometheus.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.Looks;
import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.criteria.Criteria;
import dev.featurerollout.measure.prometheus.ScriptedServer.Behaviour;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A server that refuses ranges of too many instants (`--query.max-samples`): it says nothing of any instant. */
class RefusedRangesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final String TOO_MANY = "{\"status\":\"error\",\"errorType\":\"execution\","
            + "\"error\":\"query processing would load too many samples into memory in query execution\"}";
    private static final String UNREADABLE =
            "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"1:5: parse error\"}";

    /** Answers at most {@code most} instants in one go, and refuses larger ranges. */
    private static Behaviour thrifty(int most, LongFunction<String> values) {
        return (request, connection) -> {
            long start = seconds(request.form().get("start"));
            long end = seconds(request.form().get("end"));
            long points = (end - start) / STEP.toSeconds() + 1;
            Behaviour reply = points > most ? json(422, TOO_MANY) : json(200, matrix(start, points, values));
            reply.serve(request, connection);
        };
    }

    private static long seconds(String text) {
        return new BigDecimal(text).longValueExact();
    }

    private static String matrix(long start, long points, LongFunction<String> values) {
        String all = LongStream.range(0, points)
                .map(i -> start + i * STEP.toSeconds())
                .mapToObj(second -> "[" + second + ",\"" + values.apply(second) + "\"]")
                .collect(Collectors.joining(","));
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":["
                + all + "]}]}}";
    }

    private static Map<Instant, Answer> hour(ScriptedServer server) {
        try (PrometheusSource source = source(server)) {
            return source.over("errors", NOON, NOON.plusSeconds(3570), STEP);
        }
    }

    private static PrometheusSource source(ScriptedServer server) {
        return new PrometheusSource(PrometheusConfig.of(server.url()), QueryObserver.NONE);
    }

    @Test
    void aRangeThatIsRefusedIsAskedInSmallerOnes() throws Exception {
        try (ScriptedServer server = new ScriptedServer(thrifty(10, second -> "0.5"))) {
            assertThat(hour(server))
                    .hasSize(120)
                    .allSatisfy((at, answer) -> assertThat(answer).isInstanceOf(Series.class));
        }
    }

    @Test
    void anInstantIsRefusedOnlyByItself() throws Exception {
        Instant refused = NOON.plusSeconds(60);
        Behaviour reply = (request, connection) -> {
            boolean has = seconds(request.form().get("start")) <= refused.getEpochSecond()
                    && seconds(request.form().get("end")) >= refused.getEpochSecond();
            (has ? json(422, TOO_MANY) : thrifty(200, second -> "0.5")).serve(request, connection);
        };
        try (ScriptedServer server = new ScriptedServer(reply);
                PrometheusSource source = source(server)) {
            Map<Instant, Answer> answers = source.over("errors", NOON, NOON.plusSeconds(600), STEP);
            assertThat(answers).hasSize(21);
            answers.forEach((at, answer) ->
                    assertThat(answer).as("at %s", at).isInstanceOf(at.equals(refused) ? Refused.class : Series.class));
        }
    }

    @Test
    void aQueryThatCannotBeReadIsRefusedAtEveryInstantAfterAFewQuestions() throws Exception {
        try (ScriptedServer server = new ScriptedServer(json(400, UNREADABLE))) {
            assertThat(hour(server).values()).hasSize(120).hasOnlyElementsOfType(Refused.class);
            assertThat(server.requests()).hasSizeLessThan(10);
        }
    }

    @Test
    void theQuestionsForOneRangeAreBounded() throws Exception {
        try (ScriptedServer server = new ScriptedServer(thrifty(0, second -> "0.5"))) {
            assertThat(hour(server))
                    .hasSize(120)
                    .containsValue(
                            new Refused("query processing would load too many samples into memory in query execution"))
                    .hasEntrySatisfying(
                            NOON.plusSeconds(3570), last -> assertThat(last).isInstanceOf(Unavailable.class));
            assertThat(server.requests()).hasSizeLessThan(70);
        }
    }

    @Test
    void anHourOfErrorsBehindAnOutageIsNotForgotten() throws Exception {
        Watch watch = new Watch(NOON, List.of(Criteria.PLAIN), Map.of(), true, Criteria.TESTING);
        Tally before = new Tally(
                Optional.of(new Evaluation(
                        NOON.plusSeconds(600),
                        Verdict.Unavailable,
                        Optional.empty(),
                        "max 0.01",
                        "errors[5m]",
                        "away")),
                NOON.plusSeconds(600),
                0,
                0,
                List.of());
        Evidence evidence =
                new Evidence(NOON, Evidence.none(NOON).bake(), Map.of(Criteria.PLAIN.name(), before), Map.of());
        // Half of all requests fail from 12:20 to 13:20; by half past one all is well again.
        long from = NOON.plusSeconds(1200).getEpochSecond();
        LongFunction<String> errors = second -> second > from && second <= from + 3600 ? "0.5" : "0.001";
        try (ScriptedServer server = new ScriptedServer(thrifty(16, errors));
                PrometheusSource source = source(server)) {
            Tally tally = new Looks(MetricSources.only(source))
                    .take(watch, true, evidence, NOON.plusSeconds(5401), look -> {})
                    .tally(Criteria.PLAIN.name());
            assertThat(tally.last()).hasValueSatisfying(last -> {
                assertThat(last.verdict()).isEqualTo(Verdict.Fail);
                assertThat(last.at()).isEqualTo(NOON.plusSeconds(1230));
            });
        }
    }
}
