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

    private final Findings findings;

    private TogglzLint(Findings findings) {
        this.findings = findings;
    }

    static List<Trap> of(String document, Optional<FlagTarget> target) {
        try {
            Source source = TogglzFeature.open(document, target.orElse(Findings.anyFlag(FlagFormatName.Togglz)));
            Findings findings = new Findings(source);
            TogglzLint lint = new TogglzLint(findings);
            Optional<String> flag = target.flatMap(FlagTarget::flag);
            if (flag.isPresent()) {
                findings.passes(() -> lint.rolledOut(TogglzFeature.of(source, flag.get())));
            } else {
                lint.all(source);
            }
            return findings.list();
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
                findings.fatal(
                        "no-flag",
                        member.key(),
                        "there is no property " + name + ", so the feature is off. Add the line " + name + " = true, or"
                                + " remove its others");
            } else if (strategy.isEmpty() || strategy.equalsIgnoreCase(TogglzFeature.GRADUAL)) {
                // Other strategies are none of ours.
                findings.passes(() -> rolledOut(TogglzFeature.of(source, name)));
            }
        }
    }

    private void rolledOut(TogglzFeature feature) {
        findings.passes(feature::requireOn);
        if (!findings.passes(feature::strategy) || feature.isForEverybody()) {
            return;
        }
        findings.passes(feature::percentage);
        findings.passes(feature::requireEndsOfLines);
        feature.property(".users")
                .ifPresent(users -> findings.warn(
                        "users-ignored",
                        users,
                        "Togglz does not look at " + feature.key() + ".users beside a strategy. Remove it"));
    }
}
