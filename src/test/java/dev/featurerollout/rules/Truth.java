package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.FlagStatus;
import dev.featurerollout.api.v1alpha1.StageSpec;
import dev.featurerollout.model.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the API promises, worked out anew from the spec and the scripts, without the operator's own reckoning. */
final class Truth {
    /** A look is asked this much after its instant. */
    static final Duration LAG = Duration.ofMillis(500);

    private final History history;

    Truth(History history) {
        this.history = history;
    }

    /** One stage. */
    record Rung(BigDecimal percentage, Duration bakeTime, List<CriterionSpec> criteria) {
        List<CriterionSpec> acting() {
            return criteria.stream()
                    .filter(criterion -> !Boolean.TRUE.equals(criterion.dryRun()))
                    .toList();
        }

        /** Those without whose passing no bake time is counted. */
        List<CriterionSpec> vouching() {
            return acting().stream().filter(criterion -> !isGoal(criterion)).toList();
        }
    }

    /** What one look says. */
    enum Says {
        PASS,
        WARNING,
        FAIL,
        NOTHING_KNOWN
    }

    static boolean isGoal(CriterionSpec criterion) {
        return "Goal".equals(criterion.role());
    }

    static boolean isGuardrail(CriterionSpec criterion) {
        return criterion.role() == null || "Guardrail".equals(criterion.role());
    }

    static List<Rung> rungs(FeatureRolloutSpec spec) {
        List<Rung> rungs = new ArrayList<>();
        if (spec.stages() == null) {
            for (String percentage : List.of("7", "28", "90")) {
                rungs.add(new Rung(
                        new BigDecimal(percentage),
                        DurationText.parse(spec.ramp().bakeTime()),
                        spec.successCriteria()));
            }
            return rungs;
        }
        for (StageSpec stage : spec.stages()) {
            List<CriterionSpec> criteria = new ArrayList<>(spec.successCriteria());
            criteria.addAll(Optional.ofNullable(stage.successCriteria()).orElse(List.of()));
            rungs.add(new Rung(new BigDecimal(stage.percentage()), DurationText.parse(stage.bakeTime()), criteria));
        }
        return rungs;
    }

    /** Returns the highest stage that is not above {@code percentage}. */
    static Optional<Rung> at(FeatureRolloutSpec spec, BigDecimal percentage) {
        return rungs(spec).stream()
                .filter(rung -> rung.percentage().compareTo(percentage) <= 0)
                .max(Comparator.comparing(Rung::percentage));
    }

    /** Returns the stage after the one at {@code percentage}. */
    static Optional<Rung> above(FeatureRolloutSpec spec, BigDecimal percentage) {
        return rungs(spec).stream()
                .filter(rung -> rung.percentage().compareTo(percentage) > 0)
                .min(Comparator.comparing(Rung::percentage));
    }

    static boolean isActive(FeatureRolloutStatus status) {
        return status != null && status.attempt() != null && status.attempt().outcome() == null;
    }

    /** Returns what the flags were last confirmed at. */
    static BigDecimal confirmed(FeatureRolloutStatus status) {
        return status.flags().stream()
                .map(FlagStatus::percentage)
                .map(BigDecimal::new)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    static Optional<BigDecimal> confirmed(FeatureRolloutStatus status, FlagSetup flag) {
        return Optional.ofNullable(status.flags()).stream()
                .flatMap(List::stream)
                .filter(known -> known.name().startsWith(flag.name()))
                .map(known -> new BigDecimal(known.percentage()))
                .findFirst();
    }

    static Duration interval(CriterionSpec criterion) {
        return DurationText.parse(criterion.interval());
    }

    /** Returns the newest look that can be had at {@code now}; empty before the first. */
    static Optional<Instant> newestLook(CriterionSpec criterion, Instant effectiveAt, Instant now) {
        Duration since = Duration.between(effectiveAt, now.minus(LAG));
        long looks = since.isNegative() ? 0 : since.dividedBy(interval(criterion));
        return looks == 0
                ? Optional.empty()
                : Optional.of(effectiveAt.plus(interval(criterion).multipliedBy(looks)));
    }

    /** Returns all looks of a criterion after {@code from} and up to {@code now}. */
    static List<Instant> looks(CriterionSpec criterion, Instant effectiveAt, Instant from, Instant now) {
        List<Instant> looks = new ArrayList<>();
        for (Instant at = effectiveAt.plus(interval(criterion));
                !at.isAfter(now.minus(LAG));
                at = at.plus(interval(criterion))) {
            if (at.isAfter(from)) {
                looks.add(at);
            }
        }
        return looks;
    }

    /** Where the stage's beginning cuts the window short, silence is no failure. */
    Says says(CriterionSpec criterion, Instant effectiveAt, Instant look) {
        boolean cut = look.isBefore(effectiveAt.plus(DurationText.parse(criterion.window())));
        Says says = says(criterion, look);
        return cut && says == Says.FAIL && isSilent(criterion, look) ? Says.NOTHING_KNOWN : says;
    }

    private boolean isSilent(CriterionSpec criterion, Instant look) {
        Script.Kind kind = history.scripts()
                .get(Integer.parseInt(criterion.name().substring(1)))
                .at(look);
        return kind == Script.Kind.TOO_FEW
                || kind.value == null
                || kind.value.isNaN()
                || kind == Script.Kind.MINUS_INFINITE;
    }

    private Says says(CriterionSpec criterion, Instant look) {
        int script = Integer.parseInt(criterion.name().substring(1));
        Script.Kind kind = history.scripts().get(script).at(look);
        if (kind == Script.Kind.TOO_FEW) {
            return silence(criterion, false);
        }
        if (kind == Script.Kind.TWO_SERIES || kind == Script.Kind.REFUSED) {
            return Says.NOTHING_KNOWN;
        }
        if (kind.value == null || kind.value.isNaN() || kind == Script.Kind.MINUS_INFINITE) {
            return silence(criterion, true);
        }
        if (kind.value > Double.parseDouble(criterion.max())) {
            return Says.FAIL;
        }
        boolean warned = criterion.warning() != null
                && kind.value > Double.parseDouble(criterion.warning().max());
        return warned ? Says.WARNING : Says.PASS;
    }

    private static Says silence(CriterionSpec criterion, boolean enoughSamples) {
        String policy = Optional.ofNullable(criterion.noData()).orElse("Hold");
        if (policy.equals("Fail")) {
            return Says.FAIL;
        }
        return policy.equals("Pass") && enoughSamples ? Says.PASS : Says.NOTHING_KNOWN;
    }

    /** Whether a criterion has acted: failed often enough, in a row or in all, at one of these looks. */
    boolean acts(CriterionSpec criterion, Instant effectiveAt, List<Instant> looks) {
        int limit = Optional.ofNullable(criterion.failureLimit()).orElse(1);
        int budget = Optional.ofNullable(criterion.failureBudget()).orElse(Integer.MAX_VALUE);
        int inRow = 0;
        int all = 0;
        for (Instant look : looks) {
            Says says = says(criterion, effectiveAt, look);
            if (says == Says.FAIL) {
                inRow++;
                all++;
            } else if (says != Says.NOTHING_KNOWN) {
                inRow = 0;
            }
            if (inRow >= limit || all >= budget) {
                return true;
            }
        }
        return false;
    }
}
