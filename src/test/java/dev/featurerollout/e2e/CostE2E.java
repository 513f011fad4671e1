package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.support.PrometheusServer;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What a rollout costs the API server, counted request by request. */
class CostE2E {
    private static final Predicate<ApiProxy.Request> WORK = request -> !request.isWatch() && !request.isLease();

    @Test
    void aTransitionIsOneLookAtThePodsOnePatchTwoStatusWritesAndOneEventAndNothingIsAskedWhenCompleted()
            throws Exception {
        try (Traffic traffic = new Traffic();
                ApiProxy proxy = new ApiProxy();
                PrometheusServer prometheus = new PrometheusServer("cost")
                        .scrape("shop", Duration.ofSeconds(1), traffic.address())
                        .start()) {
            Story story = new Story(traffic);
            try (OperatorProcess operator = new OperatorProcess("cost", prometheus, story.namespace())
                    .through(proxy)
                    .start()) {
                // The delay keeps the first look of the next stage out of the account.
                story.begin(
                        "propagation: {delay: 4s}",
                        "stages: [{name: half, percentage: 50, bakeTime: 8s},"
                                + " {name: everyone, percentage: 100, bakeTime: 8s}]");
                story.awaitStatus(
                        "evidence",
                        s -> s.stage() != null
                                && "Pass".equals(s.criteria().get(0).verdict()));
                proxy.forgetRequests();
                FeatureRolloutStatus entered = story.awaitStage("everyone");
                assertThat(entered.stage().name()).isEqualTo("everyone");
                story.awaitThat(
                        "its Event",
                        () -> !proxy.requests(ApiProxy.Request::isEvent).isEmpty());
                List<ApiProxy.Request> transition = proxy.requests(WORK);

                assertThat(transition.stream().filter(ApiProxy.Request::patchesConfigMap))
                        .hasSize(1);
                assertThat(transition.stream().filter(ApiProxy.Request::writesStatus))
                        .hasSizeLessThanOrEqualTo(2);
                assertThat(transition.stream().filter(ApiProxy.Request::isEvent))
                        .hasSize(1);
                assertThat(transition.stream().filter(ApiProxy.Request::listsPods))
                        .hasSize(1);
                assertThat(transition).hasSizeLessThanOrEqualTo(5);

                story.awaitState("Completed");
                story.awaitEvents("Completed");
                proxy.forgetRequests();
                // Longer than five intervals: a poll would show.
                Thread.sleep(Duration.ofSeconds(6).toMillis());
                assertThat(proxy.requests(WORK)).isEmpty();
                assertThat(operator.metrics()).contains("featurerollout_writes_total{kind=\"configmap\"} 2.0");
            }
        }
    }
}
