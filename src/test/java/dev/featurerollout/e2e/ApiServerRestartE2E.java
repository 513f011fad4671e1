package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.PrometheusServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What a rollout does when the API server goes away: apart from the others, who need it. */
@Tag("server")
@Isolated
class ApiServerRestartE2E {
    @Test
    void anApiServerThatRestartsInMidStageChangesNothing() throws Exception {
        try (Traffic traffic = new Traffic();
                PrometheusServer prometheus = new PrometheusServer("restart")
                        .scrape("shop", Duration.ofSeconds(1), traffic.address())
                        .start()) {
            Story story = new Story(traffic);
            try (OperatorProcess operator = new OperatorProcess("api-restart", prometheus, story.namespace()).start()) {
                story.begin();
                story.awaitStage("quarter");
                ControlPlane.shared().restart();

                story.awaitState("Completed");

                assertThat(story.entered())
                        .containsExactly("canary (5 %)", "quarter (25 %)", "half (50 %)", "everyone (100 %)");
                assertThat(operator.isAlive()).isTrue();
                assertThat(operator.get("/healthz")).isEqualTo("ok\n");
            }
        }
    }
}
