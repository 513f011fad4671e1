package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.apply.format.UnleashFeature.Strategy;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can go wrong with the features of an Unleash document. */
final class UnleashLint {
    private final Findings findings;

    private UnleashLint(Findings findings) {
        this.findings = findings;
    }

    static List<Trap> of(String document, Optional<FlagTarget> target) {
        try {
            if (target.isPresent() && target.get().flag().isPresent()) {
                UnleashFeature feature = UnleashFeature.find(document, target.get());
                Findings findings = new Findings(feature.source());
                new UnleashLint(findings).rolledOut(feature);
                return findings.list();
            }
            Source source = Source.open(document, target.orElse(Findings.anyFlag(FlagFormatName.Unleash)));
            Findings findings = new Findings(source);
            new UnleashLint(findings).all(UnleashFeature.all(source));
            return findings.list();
        } catch (FlagProblem problem) {
            return List.of(Trap.of(problem));
        }
    }

    private void all(List<UnleashFeature> features) {
        Map<String, UnleashFeature> keys = new HashMap<>();
        for (UnleashFeature feature : features) {
            if (keys.putIfAbsent(feature.key(), feature) != null) {
                findings.fatal(
                        "flag-twice",
                        feature.body(),
                        "the feature \"" + feature.key() + "\" is here a second time. Remove one");
            }
            boolean divided = feature.strategies().stream().anyMatch(strategy -> strategy.is(UnleashFeature.FLEXIBLE));
            if (divided || feature.everybody().isPresent()) {
                rolledOut(feature);
            } else {
                feature.strategies().forEach(strategy -> old(feature, strategy));
            }
        }
    }

    private void old(UnleashFeature feature, Strategy strategy) {
        strategy.name()
                .filter(name -> name.text().startsWith("gradualRollout"))
                .ifPresent(name -> findings.warn(
                        "old-strategy",
                        name,
                        "the feature \"" + feature.key() + "\" uses " + name.text() + ", which Unleash has given up"
                                + (name.text().endsWith("Random") ? " and which keeps no user" : "")
                                + ". Use flexibleRollout"));
    }

    private void rolledOut(UnleashFeature feature) {
        findings.passes(feature::requireEnabled);
        dependencies(feature);
        feature.strategies().forEach(strategy -> old(feature, strategy));
        findings.passes(() -> {
            boolean everybody = feature.everybody().isPresent();
            Strategy strategy = everybody ? feature.everybody().get() : feature.rolledOut();
            findings.passes(() -> feature.requireAlone(strategy));
            others(feature, strategy);
            if (!everybody) {
                findings.passes(strategy::percentage);
                findings.passes(strategy::requireSticky);
                identity(feature, strategy);
            }
            switchedOff(feature, strategy);
        });
    }

    private void dependencies(UnleashFeature feature) {
        if (feature.member("dependencies").orElse(null) instanceof Sequence list
                && !list.items().isEmpty()) {
            findings.warn(
                    "dependencies",
                    list,
                    "the feature \"" + feature.key() + "\" depends on others, so its share is one of the users who have"
                            + " those. Roll them out first");
        }
    }

    private void others(UnleashFeature feature, Strategy rolledOut) {
        UnleashAudiences ours = new UnleashAudiences(feature);
        for (Strategy other : feature.strategies()) {
            String name = other.name().map(Scalar::text).orElse("");
            boolean reported = !other.isConstrained()
                    && (name.equals(UnleashFeature.EVERYBODY) || name.startsWith("gradualRollout"));
            if (other.body() != rolledOut.body() && !reported && !ours.contains(other)) {
                findings.warn(
                        "others-or-ed",
                        other.body(),
                        "those for whom the strategy " + name + " says yes have \"" + feature.key()
                                + "\" at every percentage, 0 included");
            }
        }
    }

    private void identity(UnleashFeature feature, Strategy strategy) {
        Optional<Scalar> stickiness = strategy.parameter("stickiness");
        if (stickiness.isEmpty() || stickiness.get().text().equals("default")) {
            findings.warn(
                    "default-stickiness",
                    stickiness.map(Node.class::cast).orElse(strategy.body()),
                    "for a user without userId and sessionId each call decides anew whether \"" + feature.key()
                            + "\" is on. If there are such users, set the stickiness to a field that all of them have");
        }
        strategy.parameter("groupId")
                .filter(group -> !group.text().equals(feature.key()))
                .ifPresent(group -> findings.warn(
                        "group",
                        group,
                        "groupId is \"" + group.text()
                                + "\": all features of that group get the same users first. If that"
                                + " is not meant, set it to \"" + feature.key() + "\" before the rollout begins"));
        if (strategy.body().get("constraints").orElse(null) instanceof Sequence constraints) {
            for (Node item : constraints.items()) {
                if (item instanceof Mapping constraint
                        && constraint.get("operator").orElse(null) instanceof Scalar operator
                        && operator.text().startsWith("DATE_")) {
                    findings.warn(
                            "clock",
                            operator,
                            "a constraint of \"" + feature.key() + "\" reads the clock, so who has it changes without a"
                                    + " change of the document");
                }
            }
        }
    }

    private void switchedOff(UnleashFeature feature, Strategy strategy) {
        strategy.body()
                .get("disabled")
                .filter(node -> node instanceof Scalar scalar && scalar.text().equals("true"))
                .ifPresent(node -> findings.warn(
                        "strategy-disabled",
                        node,
                        "this strategy of \"" + feature.key()
                                + "\" is disabled, which SDKs do not look at: it counts all"
                                + " the same. Remove \"disabled\", or the strategy"));
    }
}
