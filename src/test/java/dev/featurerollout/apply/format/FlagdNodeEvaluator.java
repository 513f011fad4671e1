package dev.featurerollout.apply.format;

import java.util.BitSet;

/** {@code @openfeature/flagd-core} under node; its buckets are those of flagd since 0.15. */
final class FlagdNodeEvaluator implements Evaluator {
    private final NodeJudge judge = new NodeJudge("flagd-core");

    @Override
    public BitSet on(String document, int users) throws Exception {
        return judge.on(document, users);
    }

    @Override
    public boolean onForAnonymous(String document) throws Exception {
        return judge.anonymous(document).required("true").asBoolean();
    }
}
