package dev.featurerollout.e2e;

import dev.featurerollout.support.PrometheusServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Many rollouts at rest under one operator, each in its last stage with three passing criteria at 30 s: memory, processor
 * time and requests of a quiet while.
 *
 * <p>Prints and asserts nothing. Not part of the build: {@code mvn verify -Dtest=none
 * -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=RolloutsBench}. Options: {@code -Dbench.rollouts=1000};
 * {@code -Dbench.java=/path/of/java}, {@code -Dbench.home=/folder/with/target} and {@code -Dbench.jvm="-Xmx256m -XX:+UseSerialGC"}
 * to compare runtimes and builds.
 */
class RolloutsBench {
    private static final int ROLLOUTS = Integer.getInteger("bench.rollouts", 100);
    private static final Duration WARMUP = Duration.ofSeconds(Integer.getInteger("bench.warmup", 90));
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("bench.seconds", 120));
    private static final String CRITERION = """
        - name: %s
          query: sum(rate(http_requests_total{app="$(namespace)",code=~"5.."}[$(window)]))
          max: "1000"
          noData: Pass
          window: 1m
          interval: 30s
        """;

    @Test
    void measure() throws Exception {
        try (Traffic traffic = new Traffic();
                ApiProxy proxy = new ApiProxy();
                PrometheusServer prometheus = new PrometheusServer("bench")
                        .scrape("shop", Duration.ofSeconds(15), traffic.address())
                        .start();
                OperatorProcess operator = new OperatorProcess("bench", prometheus)
                        .jvm(
                                System.getProperty(
                                        "bench.java",
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString()),
                                System.getProperty("bench.home", "."),
                                System.getProperty("bench.jvm", "-Xmx384m -XX:+UseCompactObjectHeaders"))
                        .through(proxy)) {
            String criteria = "successCriteria:\n"
                    + CRITERION.formatted("first").indent(0)
                    + CRITERION.formatted("second").indent(0)
                    + CRITERION.formatted("third").indent(0);
            List<Story> stories = new ArrayList<>();
            for (int i = 0; i < ROLLOUTS; i++) {
                Story story = new Story(traffic);
                stories.add(story);
                story.begin("stages: [{name: everyone, percentage: 100, bakeTime: 10h}]", criteria);
            }
            operator.start();
            long started = System.nanoTime();
            stories.forEach(story -> story.awaitStatus("stage", status -> status.stage() != null));
            System.out.printf("all %d watched after %d s%n", ROLLOUTS, (System.nanoTime() - started) / 1_000_000_000);
            Thread.sleep(WARMUP.toMillis());
            proxy.forgetRequests();
            Duration before = operator.processorTime();
            Thread.sleep(MEASURED.toMillis());
            double cores = (double) operator.processorTime().minus(before).toMillis() / MEASURED.toMillis();
            long writes = proxy.requests(ApiProxy.Request::writesStatus).size();
            System.out.printf(
                    "%d rollouts: %d MiB resident, %.3f cores, %.1f status writes a second%n",
                    ROLLOUTS, operator.residentMebibytes(), cores, (double) writes / MEASURED.toSeconds());
        }
    }
}
