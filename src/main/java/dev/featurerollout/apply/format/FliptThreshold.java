package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Inline;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Layout;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.apply.format.document.Rewrite;
import dev.featurerollout.model.Percentage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The threshold of a boolean flag of Flipt: the percentage of users who get {@code true} by it. */
record FliptThreshold(FliptFlag flag) {
    /** A user's hash modulo 100 is compared with it. */
    private static final Split.Precision WHOLE = new Split.Precision(
            "Flipt",
            0,
            "Flipt knows whole percentages only, and takes any part of a percent for a whole one. Write a whole"
                    + " number, or use a flag with variants, which has tenths");

    private Source source() {
        return flag.source();
    }

    private List<Mapping> thresholds() {
        return FliptFlags.mappings(flag.body(), "rollouts").stream()
                .filter(item -> item.get("threshold").orElse(null) instanceof Mapping)
                .toList();
    }

    boolean isThere() {
        return !thresholds().isEmpty();
    }

    /** Returns whether everybody gets {@code true} for whom no segment says otherwise. */
    boolean isOn() {
        return !isThere() && flag.isEnabled();
    }

    private Mapping item() throws FlagProblem {
        List<Mapping> thresholds = thresholds();
        if (thresholds.isEmpty()) {
            throw source().problem(
                            flag.body(),
                            "the boolean flag \"" + flag.key() + "\" has no threshold, so no share of users. Add to its"
                                    + " rollouts, as the last one, " + inline().value(rollout()));
        }
        if (thresholds.size() > 1) {
            throw source().problem(
                            thresholds.get(1),
                            "the flag \"" + flag.key() + "\" has more than one threshold, first that at "
                                    + source().document().place(thresholds.get(0))
                                    + ", so its percentage is not one number. Leave one of them");
        }
        return thresholds.get(0);
    }

    private Mapping threshold() throws FlagProblem {
        return (Mapping) item().get("threshold").orElseThrow();
    }

    private Node number() throws FlagProblem {
        Mapping threshold = threshold();
        return threshold
                .get("percentage")
                .orElseThrow(() -> source().problem(threshold, "this threshold has no percentage. Add percentage: 0"));
    }

    String token() throws FlagProblem {
        return source().document().source(number());
    }

    Percentage percentage() throws FlagProblem {
        Node number = number();
        if (number instanceof Scalar scalar && scalar.kind() == Kind.NUMBER) {
            try {
                Percentage percentage = Percentage.parse(scalar.text());
                WHOLE.require(percentage, source(), number);
                return percentage;
            } catch (IllegalArgumentException notOne) {
                // The same answer as for anything else.
            }
        }
        throw source().problem(
                        number,
                        "the threshold of \"" + flag.key() + "\" is " + number.inWords()
                                + ". Write a whole number from 0 to 100, without quotes");
    }

    /** Returns the edit that brings the threshold to {@code percentage}, or to the text it was before. */
    Edit write(Percentage percentage) throws FlagProblem {
        WHOLE.require(percentage, source(), number());
        return write(percentage.toString());
    }

    Edit write(String token) throws FlagProblem {
        source().requireOwn(number());
        return new Edit(number().range(), token);
    }

    private static Map<String, Object> rollout() {
        Map<String, Object> threshold = new LinkedHashMap<>();
        threshold.put("percentage", 0);
        threshold.put("value", true);
        return Map.of("threshold", threshold);
    }

    private Inline inline() {
        return new Inline(source().document().syntax());
    }

    /** Returns the document with a threshold of 0 as the flag's last rollout, and off for everybody else. */
    String added() throws FlagProblem {
        List<Edit> edits = new ArrayList<>();
        edits.add(addition());
        if (flag.isEnabled()) {
            edits.add(new Edit(flag.body().get("enabled").orElseThrow().range(), "false"));
        }
        return source().edit(edits);
    }

    private Edit addition() {
        Rewrite rewrite = new Rewrite(source().document());
        Optional<Member> rollouts = flag.body().member("rollouts");
        if (rollouts.isPresent() && rollouts.get().value() instanceof Sequence list) {
            Map<String, Object> rollout = rollout();
            return rewrite.addItem(
                    list,
                    list.layout() == Layout.DASHES
                            ? inline().member("threshold", rollout.get("threshold"))
                            : inline().value(rollout));
        }
        String written = inline().member("rollouts", List.of(rollout()));
        if (rollouts.isPresent()) {
            return rewrite.replace(rollouts.get(), written);
        }
        List<Member> members = flag.body().members();
        return rewrite.insertBefore(flag.body(), members.get(Math.min(1, members.size() - 1)), written);
    }

    /** Returns the document with the flag on by default, and no threshold. */
    String removed() throws FlagProblem {
        Rewrite rewrite = new Rewrite(source().document());
        Mapping item = item();
        source().requireOwn(item);
        Member rollouts = flag.body().member("rollouts").orElseThrow();
        Sequence list = (Sequence) rollouts.value();
        List<Edit> edits = new ArrayList<>();
        Optional<Member> enabled = flag.body().member("enabled");
        if (enabled.isPresent()) {
            edits.add(new Edit(enabled.get().value().range(), "true"));
        } else {
            edits.add(rewrite.insertBefore(flag.body(), rollouts, inline().member("enabled", true)));
        }
        if (list.items().size() > 1) {
            edits.add(rewrite.removeItem(list, list.items().indexOf(item)));
        } else if (list.layout() == Layout.BRACKETS) {
            edits.add(new Edit(item.range(), ""));
        } else {
            edits.add(rewrite.replace(rollouts, inline().member("rollouts", List.of())));
        }
        return source().edit(edits);
    }

    /** Finds everything for which the threshold could not be raised safely, or would not be what it says. */
    void check(Findings traps) {
        try {
            percentage();
            Mapping threshold = threshold();
            if (!FliptFlags.isTrue(threshold, "value")) {
                traps.fatal(
                        "threshold-value",
                        threshold,
                        "this threshold gives false, as it does without a value. Set its value to true");
            }
            if (flag.isEnabled()) {
                traps.fatal(
                        "enabled",
                        flag.body().get("enabled").orElseThrow(),
                        "the flag \"" + flag.key() + "\" is enabled, so everybody beyond the threshold gets true, at"
                                + " 0 % too. Set enabled to false: that does not stop the rollouts of a boolean flag");
            }
        } catch (FlagProblem refused) {
            traps.fatal("threshold", refused);
        }
        for (Mapping rollout : FliptFlags.mappings(flag.body(), "rollouts")) {
            if (rollout.get("segment").orElse(null) instanceof Mapping segment
                    && FliptFlags.isTrue(segment, "value")
                    && !FliptAudiences.isNamed(
                            flag, FliptFlags.text(segment, "key").orElse(""))) {
                traps.warn(
                        "segment",
                        segment,
                        "the users of this segment get true at every percentage, at 0 too, and with enabled: false."
                                + " To stop the feature for them, too, take the segment out");
            }
        }
    }
}
