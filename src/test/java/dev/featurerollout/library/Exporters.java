package dev.featurerollout.library;

import dev.featurerollout.support.OpenMetricsText;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The series that exporters would have written of services in each {@link Condition}.
 *
 * <p>Names and labels are the exporters' own. A counter of failures begins with the first failure, as everywhere.
 */
final class Exporters {
    private static final Duration SCRAPE = Duration.ofSeconds(15);
    private static final double START = 1000;

    private final OpenMetricsText text = new OpenMetricsText();
    private final Instant first;
    private final Instant last;

    Exporters(Instant first, Instant last) {
        this.first = first;
        this.last = last;
    }

    String text() {
        return text.toString();
    }

    /** Returns in which conditions a template can see a service. */
    static Stream<Condition> conditions(String template) {
        Set<Condition> gauges = EnumSet.of(Condition.Healthy, Condition.Sick, Condition.Absent);
        return switch (template) {
            case "jvm-memory", "kafka-lag", "rabbitmq-backlog" -> gauges.stream();
            case "jvm-gc" -> Stream.concat(gauges.stream(), Stream.of(Condition.Unfailing));
            case "flagd-exposure", "openfeature-exposure" -> Stream.concat(gauges.stream(), Stream.of(Condition.Idle));
            default -> Stream.of(Condition.values());
        };
    }

    /** Returns the arguments with which a rollout names a service. */
    static Map<String, String> arguments(String template, Condition condition) {
        String service = condition.service();
        return switch (template.substring(0, template.indexOf('-'))) {
            case "istio" -> Map.of("workload", service);
            case "linkerd" -> Map.of("deployment", service);
            case "nginx" -> Map.of("ingress", service, "selector", "exported_namespace=\"shop\"");
            case "envoy" -> Map.of("cluster", service);
            case "grpc" -> Map.of("job", "shop", "service", service);
            case "kafka" -> Map.of("group", service);
            case "rabbitmq" -> Map.of("queue", service);
            case "flagd", "openfeature" -> Map.of("selector", "job=\"" + service + "\"");
            default -> Map.of("job", service);
        };
    }

    void write(Condition condition) {
        if (condition == Condition.Absent) {
            return;
        }
        String service = condition.service();
        http(
                "istio_requests_total",
                "istio_request_duration_milliseconds",
                1000,
                labels(
                        "reporter",
                        "destination",
                        "destination_workload",
                        service,
                        "destination_workload_namespace",
                        "shop"),
                labels("response_code", "200"),
                labels("response_code", "503"),
                condition);
        http(
                "response_total",
                "response_latency_ms",
                1000,
                labels("direction", "inbound", "deployment", service, "namespace", "shop"),
                labels("classification", "success"),
                labels("classification", "failure"),
                condition);
        http(
                "nginx_ingress_controller_requests",
                "nginx_ingress_controller_request_duration_seconds",
                1,
                labels("ingress", service, "exported_namespace", "shop", "method", "GET"),
                labels("status", "200"),
                labels("status", "502"),
                condition);
        http(
                "envoy_cluster_upstream_rq_xx",
                "envoy_cluster_upstream_rq_time",
                1000,
                labels("envoy_cluster_name", service),
                labels("envoy_response_code_class", "2"),
                labels("envoy_response_code_class", "5"),
                condition);
        http(
                "http_server_requests_seconds_count",
                "http_server_requests_seconds",
                1,
                labels("job", service, "uri", "/checkout", "method", "POST"),
                labels("status", "200", "outcome", "SUCCESS"),
                labels("status", "500", "outcome", "SERVER_ERROR"),
                condition);
        http(
                "http_server_request_duration_seconds_count",
                "http_server_request_duration_seconds",
                1,
                labels("job", service, "http_route", "/checkout"),
                labels("http_response_status_code", "200"),
                labels("http_response_status_code", "500"),
                condition);
        http(
                "grpc_server_handled_total",
                "grpc_server_handling_seconds",
                1,
                labels("job", "shop", "grpc_service", service, "grpc_type", "unary"),
                labels("grpc_code", "OK"),
                labels("grpc_code", "Internal"),
                condition);
        jvm(condition);
        queues(condition);
        evaluations("feature_flag_flagd_impression_total", "feature_flag_result_variant", condition);
        evaluations("feature_flag_evaluation_success_total", "feature_flag_variant", condition);
    }

    private void http(
            String requests,
            String latency,
            double unit,
            Map<String, String> labels,
            Map<String, String> good,
            Map<String, String> bad,
            Condition condition) {
        counter(requests, with(labels, good), condition.requestsPerSecond() - condition.failuresPerSecond());
        if (condition.failuresPerSecond() > 0) {
            counter(requests, with(labels, bad), condition.failuresPerSecond());
        }
        for (double edge : List.of(0.01, 0.1, 0.5, 1.0, 5.0, Double.POSITIVE_INFINITY)) {
            String le = Double.isInfinite(edge) ? "+Inf" : number(edge * unit);
            double perSecond = edge >= condition.seconds() ? condition.requestsPerSecond() : 0;
            counter(latency + "_bucket", with(labels, labels("le", le)), perSecond);
        }
    }

    private static String number(double edge) {
        return edge == Math.rint(edge) ? Long.toString((long) edge) : Double.toString(edge);
    }

    /** The collector runs each minute; what is in use after it is a tenth of the maximum, or nearly all of it. */
    private void jvm(Condition condition) {
        Map<String, String> labels = labels("job", condition.service(), "instance", "10.0.0.1:8080");
        double kept = condition == Condition.Sick ? 380e6 : 40e6;
        gauge("jvm_memory_used_bytes", with(labels, labels("area", "heap", "id", "G1 Old Gen")), t -> kept);
        gauge(
                "jvm_memory_used_bytes",
                with(labels, labels("area", "heap", "id", "G1 Eden Space")),
                t -> t.getEpochSecond() % 60 * 5e6);
        gauge("jvm_memory_max_bytes", with(labels, labels("area", "heap", "id", "G1 Old Gen")), t -> 400e6);
        gauge("jvm_memory_max_bytes", with(labels, labels("area", "heap", "id", "G1 Eden Space")), t -> -1.0);
        if (condition != Condition.Unfailing) {
            counter(
                    "jvm_gc_pause_seconds_sum",
                    with(labels, labels("action", "end of minor GC", "cause", "G1 Evacuation Pause")),
                    condition == Condition.Sick ? 0.4 : 0.005);
        }
    }

    private void queues(Condition condition) {
        double waiting = condition == Condition.Sick ? 4000 : 12;
        for (String partition : List.of("0", "1")) {
            gauge(
                    "kafka_consumergroup_lag",
                    labels("consumergroup", condition.service(), "topic", "orders", "partition", partition),
                    t -> waiting);
        }
        gauge("rabbitmq_queue_messages_ready", labels("queue", condition.service(), "vhost", "shop"), t -> waiting);
    }

    /** The stage is at 5 %; of the sick one far more are served the variation. */
    private void evaluations(String metric, String label, Condition condition) {
        Map<String, String> labels = labels("job", condition.service(), "feature_flag_key", "new-checkout");
        double perSecond = condition.requestsPerSecond();
        double on = condition == Condition.Sick ? 0.3 * perSecond : 0.05 * perSecond;
        counter(metric, with(labels, labels(label, "off")), perSecond - on);
        if (on > 0) {
            counter(metric, with(labels, labels(label, "on")), on);
        }
    }

    private void counter(String name, Map<String, String> labels, double perSecond) {
        gauge(name, labels, t -> START + perSecond * Duration.between(first, t).toSeconds());
    }

    private void gauge(String name, Map<String, String> labels, Function<Instant, Double> value) {
        text.gauge(name, labels, first, last, SCRAPE, value);
    }

    private static Map<String, String> with(Map<String, String> labels, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.putAll(more);
        return all;
    }

    private static Map<String, String> labels(String... namesAndValues) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels;
    }
}
