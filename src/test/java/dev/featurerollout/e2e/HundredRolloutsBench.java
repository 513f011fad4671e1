package dev.featurerollout.e2e;

import dev.featurerollout.support.PrometheusServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A hundred rollouts in their last stage under one operator: memory, requests of a quiet minute, and the time from the
 * look that failed to the patched flags when ten of them fail at once.
 *
 * <p>Prints and asserts nothing. Not part of the build: {@code mvn verify -Dtest=none
 * -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=HundredRolloutsBench}.
 */
class HundredRolloutsBench {
    private static final int ROLLOUTS = 100;
    private static final int FAILING = 10;

    @Test
    void measure() throws Exception {
        try (Traffic traffic = new Traffic();
                ApiProxy proxy = new ApiProxy();
                PrometheusServer prometheus = new PrometheusServer("bench")
                        .scrape("shop", Duration.ofSeconds(1), traffic.address())
                        .start();
                OperatorProcess operator = new OperatorProcess("bench", prometheus).through(proxy)) {
            List<Story> stories = new ArrayList<>();
            for (int i = 0; i < ROLLOUTS; i++) {
                Story story = new Story(traffic);
                stories.add(story);
                story.begin(
                        "stages: [{name: everyone, percentage: 100, bakeTime: 10h}]",
                        Story.CRITERIA.stripIndent().replace("interval: 1s", "interval: 5s"));
            }
            operator.start();
            for (Story story : stories) {
                story.awaitStatus(
                        "evidence",
                        s -> s.stage() != null
                                && "Pass".equals(s.criteria().get(0).verdict()));
            }
            Thread.sleep(Duration.ofSeconds(60).toMillis());
            proxy.forgetRequests();
            Thread.sleep(Duration.ofSeconds(60).toMillis());
            long status = proxy.requests(ApiProxy.Request::writesStatus).size();
            long other = proxy.requests(r -> !r.isWatch() && !r.writesStatus()).size();
            System.out.printf("resident memory with %d rollouts: %d MiB%n", ROLLOUTS, operator.residentMebibytes());
            System.out.printf(
                    "requests in a quiet minute: %d status writes (%.2f a rollout), %d others%n",
                    status, (double) status / ROLLOUTS, other);
            stories.subList(0, FAILING).forEach(story -> story.flows(200, 0.3));
            stories.subList(0, FAILING).forEach(story -> story.awaitState("RolledBack"));
            System.out.println(Stream.of(operator.metrics().split("\n"))
                    .filter(line -> line.startsWith("featurerollout_breach_to_patch")
                            || line.startsWith("featurerollout_query_seconds_max")
                            || line.startsWith("featurerollout_query_seconds_count"))
                    .collect(Collectors.joining("\n")));
        }
    }
}
