package dev.featurerollout.lint;

import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Expr.Call;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What the names of metrics, labels and criteria say, by the conventions of Prometheus' client libraries. */
final class Metrics {
    private static final Pattern COUNTER = Pattern.compile("[^:]+_(?:total|bucket|count|sum)");

    /** Endings that no counter has. */
    private static final Pattern GAUGE = Pattern.compile("[^:]*_(?:ratio|percent|percentage|celsius|temperature"
            + "|in_flight|inflight|in_progress|active|current|usage_bytes|memory_bytes|limit|available|free|info)");

    private static final Pattern ERRORS =
            Pattern.compile("(?:.*[_:])?(?:errors?|failures?|failed|exceptions?|timeouts?|5xx)(?:[_:].*)?");

    /** Labels by which requests that went well are told from those that went wrong. */
    private static final Set<String> OUTCOMES = Set.of(
            "code",
            "status",
            "status_code",
            "statuscode",
            "http_status",
            "http_code",
            "http_status_code",
            "http_response_status_code",
            "response_code",
            "response_status",
            "status_class",
            "code_class",
            "grpc_code",
            "grpc_status",
            "result",
            "outcome",
            "success",
            "error",
            "error_type",
            "exception");

    private static final Set<String> BAD_WORDS = Set.of(
            "error",
            "errors",
            "err",
            "fail",
            "fails",
            "failed",
            "failure",
            "failures",
            "5xx",
            "exception",
            "exceptions",
            "timeout",
            "timeouts");

    private static final Set<String> GOOD_WORDS =
            Set.of("success", "successes", "successful", "availability", "available", "uptime");

    /** Words that turn the others round. */
    private static final Set<String> TURNING_WORDS = Set.of(
            "budget", "free", "less", "without", "no", "not", "non", "remaining", "left", "un", "until", "since");

    private static final Set<String> LATENCY_WORDS =
            Set.of("latency", "duration", "time", "p50", "p90", "p95", "p99", "p999", "response");

    private static final Set<String> RATES = Set.of("rate", "increase", "irate");

    private Metrics() {}

    /** Whether the name ends as those of counters do, histograms' included. */
    static boolean isCounter(String name) {
        return COUNTER.matcher(name).matches();
    }

    static boolean isGauge(String name) {
        return GAUGE.matcher(name).matches() && !isCounter(name);
    }

    static boolean countsErrors(String name) {
        return ERRORS.matcher(name).matches() && !name.contains("budget");
    }

    static boolean isOutcome(String label) {
        return OUTCOMES.contains(label.toLowerCase(Locale.ROOT));
    }

    static boolean isRate(Expr expr) {
        return expr.bare() instanceof Call call && RATES.contains(call.function());
    }

    static boolean soundsBad(String criterion) {
        return says(criterion, BAD_WORDS) && !says(criterion, GOOD_WORDS) && !says(criterion, TURNING_WORDS);
    }

    static boolean soundsGood(String criterion) {
        return says(criterion, GOOD_WORDS) && !says(criterion, BAD_WORDS) && !says(criterion, TURNING_WORDS);
    }

    static boolean soundsLikeLatency(String criterion) {
        return says(criterion, LATENCY_WORDS);
    }

    private static boolean says(String name, Set<String> words) {
        List<String> parts = Arrays.asList(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"));
        return parts.stream().anyMatch(words::contains);
    }
}
