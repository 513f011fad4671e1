package dev.featurerollout.apply.format;

import dev.openfeature.contrib.providers.flagd.Config;
import dev.openfeature.contrib.providers.flagd.FlagdOptions;
import dev.openfeature.contrib.providers.flagd.FlagdProvider;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;

/** flagd's Java provider in file mode; its buckets are those of flagd before 0.15. */
final class FlagdJavaEvaluator implements Evaluator {
    private static final int PATIENCE_MILLIS = 60_000;

    static FlagdProvider provider(Path file) throws Exception {
        FlagdProvider provider = new FlagdProvider(FlagdOptions.builder()
                .resolverType(Config.Resolver.FILE)
                .offlineFlagSourcePath(file.toString())
                .deadline(PATIENCE_MILLIS)
                .build());
        provider.initialize(new ImmutableContext());
        return provider;
    }

    static boolean isOn(FlagdProvider provider, String user) {
        return Boolean.TRUE.equals(provider.getBooleanEvaluation("new-checkout", false, new ImmutableContext(user))
                .getValue());
    }

    @Override
    public BitSet on(String document, int users) throws Exception {
        BitSet on = new BitSet();
        with(document, provider -> {
            for (int i = 0; i < users; i++) {
                Map<String, Value> context = Map.of("organisation", new Value(Evaluator.organisation(i)));
                on.set(
                        i,
                        provider.getBooleanEvaluation("new-checkout", false, new ImmutableContext("user-" + i, context))
                                .getValue());
            }
        });
        return on;
    }

    @Override
    public boolean onForAnonymous(String document) throws Exception {
        boolean[] on = new boolean[1];
        with(document, provider -> on[0] = isOnForAnonymous(provider));
        return on[0];
    }

    /** As the SDK around a provider does it: for no answer, and for an exception, the default of the call counts. */
    private static boolean isOnForAnonymous(FlagdProvider provider) {
        try {
            return !Boolean.FALSE.equals(provider.getBooleanEvaluation("new-checkout", true, new ImmutableContext())
                    .getValue());
        } catch (RuntimeException unanswered) {
            return true;
        }
    }

    private interface Use {
        void of(FlagdProvider provider);
    }

    private static void with(String document, Use use) throws Exception {
        Path file = Files.writeString(Files.createTempFile("flags", ".json"), document);
        FlagdProvider provider = provider(file);
        try {
            use.of(provider);
        } finally {
            provider.shutdown();
            Files.delete(file);
        }
    }
}
