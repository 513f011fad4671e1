package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.togglz.core.Feature;
import org.togglz.core.manager.FeatureManager;
import org.togglz.core.manager.FeatureManagerBuilder;
import org.togglz.core.repository.file.FileBasedStateRepository;
import org.togglz.core.user.FeatureUser;
import org.togglz.core.user.SimpleFeatureUser;
import org.togglz.core.user.UserProvider;

class TogglzIT extends EvaluatorContract {
    @TempDir
    static Path folder;

    private enum Features implements Feature {
        NEW_CHECKOUT
    }

    @Override
    FlagTarget target() {
        return Flags.named(FlagFormatName.Togglz, "features.properties", "NEW_CHECKOUT");
    }

    @Override
    String document() {
        return "NEW_CHECKOUT = true\nNEW_CHECKOUT.strategy = gradual\nNEW_CHECKOUT.param.percentage = 5\n";
    }

    @Override
    Map<String, Double> otherShapes() {
        return Map.of(
                "NEW_CHECKOUT.param.percentage:5\r\nNEW_CHECKOUT.strategy:GRADUAL\r\nNEW_CHECKOUT:Enabled \r\n",
                1.0,
                "NEW_CHECKOUT yes\nNEW_CHECKOUT.strategy gradual\nNEW_CHECKOUT.param.percentage \\\n  05",
                1.0);
    }

    @Override
    String withoutRule() {
        return "# features\nNEW_CHECKOUT = false\n";
    }

    @Override
    String name() {
        return "`togglz-core`";
    }

    @Override
    Evaluator evaluator() {
        return new Evaluator() {
            private final AtomicReference<FeatureUser> user = new AtomicReference<>();

            @Override
            public BitSet on(String document, int users) {
                FeatureManager manager = manager(document);
                BitSet on = new BitSet();
                for (int i = 0; i < users; i++) {
                    user.set(new SimpleFeatureUser("user-" + i));
                    on.set(i, manager.isActive(Features.NEW_CHECKOUT));
                }
                return on;
            }

            /** Togglz has no default in the code. */
            @Override
            public boolean onForAnonymous(String document) {
                user.set(null);
                return manager(document).isActive(Features.NEW_CHECKOUT);
            }

            private FeatureManager manager(String document) {
                Path file = folder.resolve(UUID.randomUUID().toString());
                try {
                    Files.writeString(file, document);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return TogglzIT.manager(file, 60_000, user::get);
            }
        };
    }

    private static FeatureManager manager(Path file, int checkedEveryMillis, UserProvider user) {
        return new FeatureManagerBuilder()
                .featureEnum(Features.class)
                .stateRepository(new FileBasedStateRepository(file.toFile(), checkedEveryMillis))
                .userProvider(user)
                .build();
    }

    @Test
    void aConfigMapThatIsSwappedUnderAMountIsPickedUp(@TempDir Path folder) throws Exception {
        FlagFormat format = Formats.of(target().format());
        String off = format.write(document(), target(), Percentage.ZERO);
        KubeletMount mount = new KubeletMount(folder, target().key(), off);
        FeatureManager manager = manager(mount.file(), 1, () -> new SimpleFeatureUser("user-1"));
        assertThat(manager.isActive(Features.NEW_CHECKOUT)).isFalse();

        // Togglz compares the time of the file with that of its last reading; a kernel's clock for files is behind.
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        mount.sync(format.write(off, target(), Percentage.HUNDRED));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(manager.isActive(Features.NEW_CHECKOUT)).isTrue());
    }
}
