package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Optional;

/** What can go wrong with the features of a Togglz properties file. */
final class TogglzLint {
    private static final String STRATEGY = ".strategy";

    private final Traps traps;

    private TogglzLint(Traps traps) {
        this.traps = traps;
    }

    static List<Trap> of(String document, Optional<FlagTarget> target) {
        try {
            Source source = TogglzFeature.open(document, target.orElse(Traps.anyFlag(FlagFormatName.Togglz)));
            Traps traps = new Traps(source);
            TogglzLint lint = new TogglzLint(traps);
            Optional<String> flag = target.flatMap(FlagTarget::flag);
            if (flag.isPresent()) {
                traps.passes(() -> lint.rolledOut(TogglzFeature.of(source, flag.get())));
            } else {
                lint.all(source);
            }
            return traps.inOrder();
        } catch (FlagProblem problem) {
            return List.of(Trap.of(problem));
        }
    }

    private void all(Source source) {
        for (String key : ((Mapping) source.document().root()).keys()) {
            String feature = key.endsWith(STRATEGY) ? key.substring(0, key.length() - STRATEGY.length()) : "";
            if (!feature.isEmpty()) {
                traps.passes(() -> {
                    TogglzFeature found = TogglzFeature.of(source, feature);
                    String strategy = found.property(STRATEGY)
                            .map(Scalar::text)
                            .orElse("")
                            .strip();
                    // Other strategies are none of ours.
                    if (strategy.isEmpty() || strategy.equalsIgnoreCase(TogglzFeature.GRADUAL)) {
                        rolledOut(found);
                    }
                });
            }
        }
    }

    private void rolledOut(TogglzFeature feature) {
        traps.passes(feature::requireOn);
        if (!traps.passes(feature::strategy) || feature.isForEverybody()) {
            return;
        }
        traps.passes(feature::percentage);
        traps.passes(feature::requireEndsOfLines);
        feature.property(".users")
                .ifPresent(users -> traps.warn(
                        "users-ignored",
                        users,
                        "Togglz does not look at " + feature.key() + ".users beside a strategy. Remove it"));
    }
}
