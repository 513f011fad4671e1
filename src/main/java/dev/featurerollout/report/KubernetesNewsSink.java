package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.plan.Snapshot;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells news as Kubernetes Events and in the log. */
public final class KubernetesNewsSink implements NewsSink {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesNewsSink.class);
    private static final int LONGEST_NOTE = 1000;

    /** What somebody may want to be woken up by, with a message of its own in the log. */
    private static final Set<String> ROLLBACK = Set.of("RollbackStarted", "RolledBack");

    private final KubernetesClient client;
    private final String instance;
    private final Clock clock;

    /** @param instance name of this operator's instance, such as its pod */
    public KubernetesNewsSink(KubernetesClient client, String instance, Clock clock) {
        this.client = client;
        this.instance = instance;
        this.clock = clock;
    }

    @Override
    public void tell(Snapshot about, News news) {
        boolean rollback = ROLLBACK.contains(news.reason());
        LOG.atLevel(rollback ? Level.WARN : Level.INFO)
                .addKeyValue("namespace", about.namespace())
                .addKeyValue("name", about.name())
                .addKeyValue("reason", news.reason())
                .addKeyValue("detail", news.message())
                .log(rollback ? "rollback" : "rollout news");
        try {
            client.v1()
                    .events()
                    .inNamespace(about.namespace())
                    .resource(event(about, news))
                    .create();
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("namespace", about.namespace())
                    .addKeyValue("name", about.name())
                    .addKeyValue("error", e.getMessage())
                    .log("event could not be written");
        }
    }

    private Event event(Snapshot about, News news) {
        Instant now = clock.instant();
        String seconds = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(about.namespace())
                .withGenerateName(about.name() + ".")
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(FeatureRollout.GROUP + "/" + FeatureRollout.VERSION)
                .withKind("FeatureRollout")
                .withNamespace(about.namespace())
                .withName(about.name())
                .withUid(about.uid())
                .withResourceVersion(about.resourceVersion())
                .endInvolvedObject()
                .withType(news.warning() ? "Warning" : "Normal")
                .withReason(news.reason())
                .withMessage(cut(news.message()))
                .withNewSource()
                .withComponent("featurerollout")
                .endSource()
                .withReportingComponent("featurerollout.dev/operator")
                .withReportingInstance(instance)
                .withFirstTimestamp(seconds)
                .withLastTimestamp(seconds)
                .withCount(1)
                .build();
    }

    private static String cut(String message) {
        return message.length() > LONGEST_NOTE ? message.substring(0, LONGEST_NOTE - 1) + "…" : message;
    }
}
