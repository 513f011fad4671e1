package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.featurerollout.model.Percentage;
import dev.openfeature.contrib.providers.flagd.FlagdProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    /** The kubelet's way: the file is a link through ..data, which is swapped for another folder at once. */
    @Test
    void aConfigMapThatIsSwappedUnderAMountIsPickedUp(@TempDir Path mount) throws Exception {
        FlagFormat format = Formats.of(TARGET.format());
        String off = format.write(document(), TARGET, Percentage.ZERO);
        swap(mount, "..2026_11_22_1", off);
        Files.createSymbolicLink(mount.resolve("flags.json"), Path.of("..data/flags.json"));
        FlagdProvider provider = FlagdJavaEvaluator.provider(mount.resolve("flags.json"));
        try {
            assertThat(FlagdJavaEvaluator.isOn(provider, "user-1")).isFalse();

            swap(mount, "..2026_11_22_2", format.write(off, TARGET, Percentage.HUNDRED));

            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(FlagdJavaEvaluator.isOn(provider, "user-1"))
                            .isTrue());
        } finally {
            provider.shutdown();
        }
    }

    private static void swap(Path mount, String version, String document) throws Exception {
        Files.writeString(Files.createDirectory(mount.resolve(version)).resolve("flags.json"), document);
        Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(version));
        Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
