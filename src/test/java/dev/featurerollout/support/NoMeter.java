package dev.featurerollout.support;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.report.Meter;

/** Counts nothing. */
public class NoMeter implements Meter {
    @Override
    public void looked(Evaluation look) {}

    @Override
    public void carriedOut(Situation situation, Decision decision, Outcome outcome) {}

    @Override
    public void stands(String namespace, String name, FeatureRolloutStatus status) {}

    @Override
    public void statusWritten() {}

    @Override
    public void gone(String namespace, String name) {}
}
