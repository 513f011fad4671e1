package dev.featurerollout.report;

import dev.featurerollout.plan.Snapshot;

/** Where news of a rollout goes. Losing some must not stop anything. */
public interface NewsSink {
    void tell(Snapshot about, News news);
}
