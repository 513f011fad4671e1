package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
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
        Mapping properties = (Mapping) source.document().root();
        for (Member member : properties.members()) {
            String key = member.key().text();
            if (!key.endsWith(STRATEGY)) {
                continue;
            }
            String name = key.substring(0, key.length() - STRATEGY.length());
            String strategy = ((Scalar) member.value()).text();
            if (properties.get(name).isEmpty()) {
                traps.fatal(
                        "no-flag",
                        member.key(),
                        "there is no property " + name + ", so the feature is off. Add the line " + name + " = true, or"
                                + " remove its others");
            } else if (strategy.isEmpty() || strategy.equalsIgnoreCase(TogglzFeature.GRADUAL)) {
                // Other strategies are none of ours.
                traps.passes(() -> rolledOut(TogglzFeature.of(source, name)));
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
