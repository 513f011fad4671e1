package dev.featurerollout.apply.format;

import java.util.BitSet;

/** {@code @microsoft/feature-management} under node. */
final class FeatureManagementNodeEvaluator implements Evaluator {
    private final NodeJudge judge;

    /**
     * @param variant the variant that counts as on; empty for a flag that is on or off
     * @param group the group that all users are in; empty for none
     */
    FeatureManagementNodeEvaluator(String variant, String group) {
        this.judge = new NodeJudge("feature-management", variant, group);
    }

    @Override
    public BitSet on(String document, int users) throws Exception {
        return judge.on(document, users);
    }

    @Override
    public boolean onForAnonymous(String document) throws Exception {
        return judge.anonymous(document).asBoolean();
    }
}
