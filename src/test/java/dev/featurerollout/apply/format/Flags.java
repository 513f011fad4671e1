package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Undo;
import java.util.Optional;
import java.util.stream.IntStream;

/** Targets for tests. */
final class Flags {
    private Flags() {}

    static FlagTarget plain(String key, String path) {
        return new FlagTarget(
                "checkout",
                "shop-flags",
                key,
                FlagFormatName.Plain,
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(path));
    }

    /** A flag that has a name in its document, and no variations. */
    static FlagTarget named(FlagFormatName format, String key, String flag) {
        return new FlagTarget(
                "checkout", "shop-flags", key, format, Optional.of(flag), Optional.empty(), Optional.empty());
    }

    /** The flag {@code new-checkout} in a flagd document. */
    static FlagTarget flagd(String key, String variation) {
        return new FlagTarget(
                "checkout",
                "shop-flags",
                key,
                FlagFormatName.Flagd,
                Optional.of("new-checkout"),
                Optional.ofNullable(variation),
                Optional.empty());
    }

    /** The flag {@code new-checkout} in a document of any format. */
    static FlagTarget of(FlagFormatName format, String key, Optional<String> variation) {
        return new FlagTarget(
                "checkout", "shop-flags", key, format, Optional.of("new-checkout"), variation, Optional.empty());
    }

    /** Returns what restores a flag of these values: names, each followed by its source text. */
    static Undo.Values values(String... namesAndTexts) {
        return new Undo.Values(IntStream.range(0, namesAndTexts.length / 2)
                .mapToObj(i -> new Undo.Value(namesAndTexts[2 * i], namesAndTexts[2 * i + 1]))
                .toList());
    }
}
