package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.featurerollout.model.Percentage;
import dev.openfeature.contrib.providers.flagd.FlagdProvider;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagdJavaIT extends FlagdEvaluatorContract {
    @Override
    String name() {
        return "flagd's provider for Java";
    }

    @Override
    Evaluator evaluator() {
        return new FlagdJavaEvaluator();
    }

    @Override
    int generation() {
        return 1;
    }

    @Test
    void aConfigMapThatIsSwappedUnderAMountIsPickedUp(@TempDir Path folder) throws Exception {
        FlagFormat format = Formats.of(TARGET.format());
        String off = format.write(document(), TARGET, Percentage.ZERO);
        KubeletMount mount = new KubeletMount(folder, "flags.json", off);
        FlagdProvider provider = FlagdJavaEvaluator.provider(mount.file());
        try {
            assertThat(FlagdJavaEvaluator.isOn(provider, "user-1")).isFalse();

            mount.sync(format.write(off, TARGET, Percentage.HUNDRED));

            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(FlagdJavaEvaluator.isOn(provider, "user-1"))
                            .isTrue());
        } finally {
            provider.shutdown();
        }
    }
}
