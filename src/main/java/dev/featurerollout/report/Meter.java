package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Evaluation;

/** What is counted and measured about rollouts. */
public interface Meter {
    /** A new look was taken. */
    void looked(Evaluation look);

    /** A decision was carried out. */
    void carriedOut(Situation situation, Decision decision, Outcome outcome);

    /** This is how a rollout stands now, written or not. */
    void stands(String namespace, String name, FeatureRolloutStatus status);

    /** A status was written. */
    void statusWritten();

    /** The rollout is gone. */
    void gone(String namespace, String name);
}
