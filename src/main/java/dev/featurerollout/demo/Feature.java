package dev.featurerollout.demo;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** One feature of the shop: who gets it is up to its flag, how it does is up to its backend, and both are counted. */
final class Feature {
    private static final Duration[] BUCKETS = List.of(10, 25, 50, 75, 100, 150, 200, 250, 300, 500, 1000, 2500).stream()
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);
    private static final int TICKS_REMEMBERED = 10;

    private final String name;
    private final String key;
    private final Backend backend;
    private final Map<String, Meters> meters;
    private final Deque<int[]> ticks = new ArrayDeque<>();
    private volatile FlagEvaluator flag;
    private volatile double share;

    private record Meters(Counter ok, Counter failed, Timer took) {}

    /** @param key of the ConfigMap, where the document with the flag {@code name} is */
    Feature(String name, String key, Backend backend, MeterRegistry registry) {
        this.name = name;
        this.key = key;
        this.backend = backend;
        // From zero on: Prometheus cannot see the increase of a counter that begins with it.
        meters = Map.of("on", register(registry, "on"), "off", register(registry, "off"));
    }

    private Meters register(MeterRegistry registry, String variant) {
        return new Meters(
                requests(registry, variant, "200"),
                requests(registry, variant, "503"),
                Timer.builder("http.request.duration")
                        .description("time to answer")
                        .tags("feature", name, "variant", variant)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
    }

    private Counter requests(MeterRegistry registry, String variant, String code) {
        return Counter.builder("http.requests")
                .description("requests answered")
                .tags("feature", name, "variant", variant, "code", code)
                .register(registry);
    }

    String name() {
        return name;
    }

    /** Takes the flag from the ConfigMap's data; until then, and without one, everybody gets what was there before. */
    void read(Map<String, String> data) {
        flag = FlagEvaluator.of(data.get(key), name);
    }

    /** Returns the percentage of the last second's requests that got the feature. */
    double share() {
        return share;
    }

    /** Serves what came in during a tenth of a second. */
    void serve(List<String> users) {
        backend.tick();
        FlagEvaluator now = flag;
        int on = 0;
        for (String user : users) {
            String variant = now == null ? "off" : now.variantFor(user);
            count(meters.get(variant), backend.answer(variant));
            on += variant.equals("on") ? 1 : 0;
        }
        remember(on, users.size());
    }

    private static void count(Meters meters, Backend.Reply reply) {
        (reply.ok() ? meters.ok() : meters.failed()).increment();
        meters.took().record(reply.took());
    }

    private void remember(int on, int all) {
        ticks.addLast(new int[] {on, all});
        if (ticks.size() > TICKS_REMEMBERED) {
            ticks.removeFirst();
        }
        share = 100.0
                * ticks.stream().mapToInt(tick -> tick[0]).sum()
                / ticks.stream().mapToInt(tick -> tick[1]).sum();
    }
}
