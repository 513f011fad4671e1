package dev.featurerollout.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.support.MemoryCluster;
import dev.featurerollout.support.NoMeter;
import dev.featurerollout.watch.Cycle;
import dev.featurerollout.watch.Snapshots;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever a spec holds and a server answers, the status can be written: {@link MemoryCluster} refuses one that the
 * schema of the CRD does not allow, as an API server does.
 */
class StatusLimitsPropertyTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    /**
     * One story.
     *
     * @param length of names, values and messages
     * @param values of each audience
     * @param end what ends it
     */
    record Story(int length, int values, int stages, int criteria, End end) {}

    /** What ends a story. */
    enum End {
        COMPLETES,
        FAILS,
        UNAVAILABLE,
        REFUSED,
        NOT_WRITABLE
    }

    @Provide
    Arbitrary<Story> stories() {
        return Combinators.combine(
                        Arbitraries.of(1, 20, 253),
                        Arbitraries.of(1, 30, 100),
                        Arbitraries.of(1, 3),
                        Arbitraries.of(1, 16),
                        Arbitraries.of(End.class))
                .as(Story::new);
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    void everyStatusIsOneThatTheApiServerTakes(@ForAll("stories") Story story) {
        MemoryCluster cluster = new MemoryCluster();
        cluster.put(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("shop")
                .addToLabels("featurerollout.dev/flags", "true")
                .endMetadata()
                .addToData("flags.json", document(story))
                .build());
        FeatureRollout rollout = new FeatureRollout();
        rollout.getMetadata().setName("new-checkout");
        rollout.setSpec(Serialization.unmarshal(spec(story), FeatureRolloutSpec.class));
        cluster.apply(rollout);
        FlagStore flags = story.end() == End.NOT_WRITABLE ? refusing(cluster.flags()) : cluster.flags();
        Cycle cycle =
                new Cycle(MetricSources.only(metrics(story)), new Applier(flags), (about, news) -> {}, new NoMeter());
        Instant now = START;
        while (now.isBefore(START.plus(Duration.ofMinutes(15)))) {
            Optional<Instant> wake = cycle.run(
                            new Snapshots(flags).take(cluster.rollout(), List.of()),
                            cluster.statuses(),
                            InstantSource.fixed(now))
                    .wakeAt();
            now = Instant.ofEpochMilli(Math.max(
                    now.toEpochMilli() + 20_000,
                    wake.orElse(now.plusSeconds(600)).toEpochMilli()));
        }

        String attempt = cluster.rollout().getStatus().attempt().outcome();
        switch (story.end()) {
            case COMPLETES -> assertThat(attempt).isEqualTo("Completed");
            case FAILS -> assertThat(attempt).isEqualTo("RolledBack");
            case UNAVAILABLE, REFUSED, NOT_WRITABLE -> assertThat(attempt).isNull();
        }
    }

    private static String name(String prefix, int number, int length) {
        String name = prefix + number;
        return name + "x".repeat(Math.max(0, length - name.length()));
    }

    private static String spec(Story story) {
        String stages = IntStream.range(0, story.stages())
                .mapToObj(stage -> "- {name: " + name("s", stage, Math.min(63, story.length()))
                        + ", bakeTime: 1m, audience: {attribute: " + name("a", stage, story.length()) + ", values: ["
                        + IntStream.range(0, story.values())
                                .mapToObj(value -> name("v" + stage + "-", value, story.length()))
                                .collect(Collectors.joining(", "))
                        + "]}}\n")
                .collect(Collectors.joining());
        String criteria = IntStream.range(0, story.criteria())
                .mapToObj(criterion -> "- {name: " + name("c", criterion, Math.min(63, story.length()))
                        + ", max: 5, interval: 30s, window: 30s, query: 'sum(metric{label=\""
                        + "q".repeat(story.length() * 10)
                        + "\"})'}\n")
                .collect(Collectors.joining());
        return "flags:\n- {name: checkout, configMapRef: {name: shop, key: flags.json}, format: Flagd, flag: "
                + name("f", 1, story.length()) + ", variation: " + name("on", 1, story.length()) + "}\n"
                + "propagation: {delay: 0s}\n"
                + "stages:\n" + stages + "- {name: all, percentage: 100, bakeTime: 1m}\nsuccessCriteria:\n" + criteria;
    }

    private static String document(Story story) {
        String on = name("on", 1, story.length());
        return """
            {"flags": {"%s": {"state": "ENABLED", "variants": {"%s": true, "off": false}, "defaultVariant": "off",
              "targeting": {"fractional": [["%s", 0], ["off", 100]]}}}}
            """.formatted(name("f", 1, story.length()), on, on);
    }

    private static MetricSource metrics(Story story) {
        String message = "m".repeat(story.length() * 200);
        return new MetricSource() {
            @Override
            public Answer at(String query, Instant time) {
                boolean early = time.isBefore(START.plusSeconds(60));
                return switch (story.end()) {
                    case COMPLETES, NOT_WRITABLE -> value(1);
                    case FAILS -> value(early ? 1 : 50);
                    case UNAVAILABLE -> early ? value(1) : new Unavailable(message);
                    case REFUSED -> early ? value(1) : new Refused(message);
                };
            }

            @Override
            public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
                Map<Instant, Answer> answers = new LinkedHashMap<>();
                for (Instant at = first; !at.isAfter(last); at = at.plus(step)) {
                    answers.put(at, at(query, at));
                }
                return answers;
            }
        };
    }

    private static MetricSource.Answer value(double value) {
        return new MetricSource.Series(List.of(new MetricSource.Sample(Map.of(), value)));
    }

    private static FlagStore refusing(FlagStore real) {
        return new FlagStore() {
            @Override
            public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
                return real.read(namespace, target, freshness);
            }

            @Override
            public Written write(String namespace, Holder holder, String version, Map<FlagTarget, Change> changes) {
                return new Failed("a webhook said " + "no".repeat(40_000));
            }
        };
    }
}
