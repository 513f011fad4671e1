package dev.featurerollout.measure.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.prometheus.QueryObserver.Kind;
import dev.featurerollout.measure.prometheus.QueryObserver.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Asks a server that speaks Prometheus' HTTP API.
 *
 * <p>May be used by any number of threads; they wait for one another beyond the cap on concurrent queries. A query that
 * is wrong is {@link MetricSource.Refused}; whatever else keeps the numbers away, the network, the credentials, a part
 * of the data, is {@link MetricSource.Unavailable}. Times are sent to the millisecond.
 */
public final class PrometheusSource implements MetricSource, AutoCloseable {

    /** Prometheus gives at most 11,000 points of a series. */
    private static final int MAX_POINTS = 10_000;

    /** So many requests are sent for one range at most; the instants that are left are asked again another time. */
    private static final int MAX_PIECES = 64;

    private final PrometheusConfig config;
    private final QueryObserver observer;
    private final LongSupplier nanoTime;
    private final HttpApi http;
    private final Semaphore permits;
    /** All must give a turn. */
    private final List<Pace> paces;
    /** Of this view of the server only. */
    private final Map<String, String> headers;
    /** Shorter than the time-out: while a server hangs, whoever waits for it should not wait twice. */
    private final Duration maxWait;

    /** A source for {@code config}; nothing is sent until the first question. */
    public PrometheusSource(PrometheusConfig config, QueryObserver observer) {
        this(config, observer, System::nanoTime);
    }

    /** @param nanoTime the age of tokens and the pace of queries go by it */
    PrometheusSource(PrometheusConfig config, QueryObserver observer, LongSupplier nanoTime) {
        this.config = config;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.http = new HttpApi(config, nanoTime);
        this.paces = pace(config.maxQueriesPerSecond());
        this.headers = Map.of();
        this.permits = new Semaphore(config.maxConcurrentQueries(), true);
        this.maxWait = config.timeout().dividedBy(2);
    }

    private PrometheusSource(PrometheusSource shared, Map<String, String> headers, int maxQueriesPerSecond) {
        this.config = shared.config;
        this.observer = shared.observer;
        this.nanoTime = shared.nanoTime;
        this.http = shared.http;
        // Its own pace first: whoever is too fast takes no turn from the others.
        this.paces = Stream.of(pace(maxQueriesPerSecond), shared.paces)
                .flatMap(List::stream)
                .toList();
        this.headers = Map.copyOf(headers);
        this.permits = shared.permits;
        this.maxWait = shared.maxWait;
    }

    private static List<Pace> pace(int perSecond) {
        return perSecond > 0 ? List.of(new Pace(perSecond)) : List.of();
    }

    /**
     * Returns the same server as one of its tenants sees it: with the same connections and limits, and those given.
     *
     * @param tenantHeaders in addition; no secrets
     * @param maxQueriesPerSecond of this tenant; 0 for any number
     */
    public PrometheusSource forTenant(Map<String, String> tenantHeaders, int maxQueriesPerSecond) {
        return new PrometheusSource(this, tenantHeaders, maxQueriesPerSecond);
    }

    @Override
    public Answer at(String query, Instant time) {
        try {
            Map<String, String> form = form(query);
            form.put("time", seconds(time.toEpochMilli()));
            return new Series(ask(Kind.INSTANT, form, Results::ofInstant));
        } catch (Problem e) {
            return e.answer();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Long ranges are asked in pieces, smaller ones where an answer would be too large or a piece is refused: that
     * says nothing of any one instant in it. An instant is refused only if it is so by itself.
     *
     * @throws IllegalArgumentException if {@code step} is not a positive whole number of milliseconds
     */
    @Override
    public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
        if (step.toMillis() <= 0 || !step.equals(Duration.ofMillis(step.toMillis()))) {
            throw new IllegalArgumentException("not a positive whole number of milliseconds: " + step);
        }
        List<Instant> instants = new ArrayList<>();
        for (Instant instant = first; !instant.isAfter(last); instant = instant.plus(step)) {
            instants.add(instant);
        }
        Map<Instant, Answer> answers = new LinkedHashMap<>();
        Answer ofTheRest = new Unavailable("the range was asked in " + MAX_PIECES
                + " pieces, since larger ones were refused; the rest is asked later");
        int size = MAX_POINTS;
        for (int pieces = 0; pieces < MAX_PIECES && answers.size() < instants.size(); pieces++) {
            int done = answers.size();
            List<Instant> piece = instants.subList(done, Math.min(done + size, instants.size()));
            try {
                List<List<Sample>> samples = piece(query, piece, step.toMillis());
                for (int i = 0; i < piece.size(); i++) {
                    answers.put(piece.get(i), new Series(samples.get(i)));
                }
            } catch (Problem e) {
                if (e.mayBeTooMuchAtOnce() && piece.size() > 1) {
                    size = piece.size() / 2;
                } else if (e.fault() == Problem.Fault.EXECUTION) {
                    answers.put(piece.get(0), e.answer());
                } else {
                    ofTheRest = e.answer();
                    break;
                }
            }
        }
        for (Instant instant : instants) {
            answers.putIfAbsent(instant, ofTheRest);
        }
        return Collections.unmodifiableMap(answers);
    }

    private List<List<Sample>> piece(String query, List<Instant> instants, long step) throws Problem {
        long first = instants.get(0).toEpochMilli();
        Map<String, String> form = form(query);
        form.put("start", seconds(first));
        form.put("end", seconds(first + (instants.size() - 1) * step));
        form.put("step", seconds(step));
        return ask(Kind.RANGE, form, data -> Results.ofRange(data, first, step, instants.size()));
    }

    private Map<String, String> form(String query) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("query", query);
        form.put("timeout", seconds(config.timeout().toMillis()));
        // VictoriaMetrics would move the instants to suit its cache; Prometheus does not know this field.
        form.put("nocache", "1");
        // Thanos would leave out the stores that are away; Prometheus does not know this one either.
        form.put("partial_response", "false");
        return form;
    }

    private interface Reading<T> {
        T read(JsonNode data) throws Problem;
    }

    private <T> T ask(Kind kind, Map<String, String> form, Reading<T> reading) throws Problem {
        awaitPermit(kind);
        long start = System.nanoTime();
        Outcome outcome = Outcome.UNAVAILABLE;
        try {
            String path = kind == Kind.INSTANT ? "/api/v1/query" : "/api/v1/query_range";
            T samples = reading.read(http.ask(path, form, headers));
            outcome = Outcome.ANSWERED;
            return samples;
        } catch (Problem e) {
            outcome = e.answer() instanceof Refused ? Outcome.REFUSED : Outcome.UNAVAILABLE;
            throw e;
        } finally {
            permits.release();
            observer.asked(kind, Duration.ofNanos(System.nanoTime() - start), outcome);
        }
    }

    private void awaitPermit(Kind kind) throws Problem {
        long start = System.nanoTime();
        try {
            Duration left = maxWait;
            for (Pace pace : paces) {
                Optional<Duration> turn = pace.take(nanoTime.getAsLong(), left);
                if (turn.isEmpty()) {
                    throw busy(
                            kind,
                            start,
                            pace.perSecond() + " queries a second are all that is allowed, and those before this one"
                                    + " take longer than " + Transport.words(maxWait));
                }
                TimeUnit.NANOSECONDS.sleep(turn.get().toNanos());
                left = left.minus(turn.get());
            }
            if (!permits.tryAcquire(left.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy(
                        kind,
                        start,
                        config.maxConcurrentQueries() + " queries were under way for " + Transport.words(maxWait)
                                + " (the cap on concurrent queries)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("interrupted");
        }
    }

    private Problem busy(Kind kind, long start, String why) {
        observer.asked(kind, Duration.ofNanos(System.nanoTime() - start), Outcome.BUSY);
        return Problem.unavailable("too busy to ask Prometheus: " + why);
    }

    /**
     * Asks whether it answers, and what it is.
     *
     * <p>Takes no turn from the queries: a server that is busy is there.
     */
    public Probe probe() {
        try {
            Results.ofInstant(http.ask("/api/v1/query", form("vector(1)"), headers));
        } catch (Problem e) {
            return switch (e.fault()) {
                case DENIED -> new Probe.Unauthorized(e.getMessage());
                case CREDENTIAL -> new Probe.NoCredential(e.getMessage());
                case QUERY, EXECUTION, SERVER, TOO_LARGE -> new Probe.Unreachable(e.getMessage());
            };
        }
        JsonNode build = buildInfo();
        Probe.Flavor flavor = Probe.Flavor.of(build);
        Optional<String> version = Optional.of(build.path("version").asText())
                .filter(text -> text.matches("[-+.~0-9A-Za-z]{1,64}") && flavor != Probe.Flavor.VictoriaMetrics);
        return new Probe.Reachable(version, flavor, features());
    }

    private JsonNode buildInfo() {
        try {
            return http.get("/api/v1/status/buildinfo", headers);
        } catch (Problem e) {
            return MissingNode.getInstance();
        }
    }

    private Set<Probe.Feature> features() {
        try {
            http.ask("/api/v1/query", form("histogram_count(vector(1))"), headers);
            return Set.of(Probe.Feature.NativeHistograms);
        } catch (Problem e) {
            return Set.of();
        }
    }

    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).toPlainString();
    }

    /** Ends the queries that are under way; they and all later ones are unavailable. */
    @Override
    public void close() {
        http.close();
    }
}
