package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Keeps account of the present stage, for the witnesses: since when it counts, under which specs, and when in place. */
class Chronicle extends Witness {
    private final List<Instant> effectiveSince = new ArrayList<>();
    private final List<Instant> effectiveUntil = new ArrayList<>();
    private final List<FeatureRolloutSpec> specs = new ArrayList<>();
    private final Map<String, Instant> editedAt = new HashMap<>();
    private final List<Instant[]> away = new ArrayList<>();
    private Instant enteredAt;
    private boolean releasedBySuspend;
    private Instant lastAnswered = Instant.MIN;

    protected final Truth truth() {
        return new Truth(theatre.history());
    }

    @Override
    void acted(History.Act act) {
        FeatureRolloutSpec now = theatre.inForce();
        FeatureRolloutSpec last = specs.isEmpty() ? null : specs.get(specs.size() - 1);
        if (now.equals(last)) {
            return;
        }
        if (last != null) {
            for (CriterionSpec criterion : now.successCriteria()) {
                if (!last.successCriteria().contains(criterion)) {
                    editedAt.put(criterion.name(), theatre.instant());
                }
            }
        }
        specs.add(now);
    }

    @Override
    void statusWritten(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        if (after.stage() == null) {
            enteredAt = null;
            return;
        }
        if (!after.stage().enteredAt().equals(enteredAt)) {
            enteredAt = after.stage().enteredAt();
            effectiveSince.clear();
            effectiveUntil.clear();
            editedAt.clear();
            away.clear();
            releasedBySuspend = false;
            specs.clear();
            specs.add(theatre.inForce());
            effectiveSince.add(after.stage().effectiveAt());
            effectiveUntil.add(Instant.MAX);
        } else if (!effectiveSince
                .get(effectiveSince.size() - 1)
                .equals(after.stage().effectiveAt())) {
            effectiveUntil.set(effectiveUntil.size() - 1, theatre.instant());
            effectiveSince.add(after.stage().effectiveAt());
            effectiveUntil.add(Instant.MAX);
            releasedBySuspend = false;
        }
    }

    @Override
    void passEnded() {
        if (!theatre.metricsAreAway()) {
            lastAnswered = theatre.passBeganAt();
        }
        FeatureRolloutStatus status = theatre.status().orElse(null);
        if (!Truth.isActive(status) || status.stage() == null) {
            return;
        }
        boolean inPlace = true;
        boolean lowered = false;
        for (FlagSetup flag : theatre.history().setup().flags()) {
            BigDecimal confirmed = Truth.confirmed(status, flag).orElseThrow();
            BigDecimal live = theatre.percentage(flag).orElse(null);
            inPlace &= live != null && live.compareTo(confirmed) == 0;
            lowered |= live != null && live.compareTo(confirmed) < 0;
        }
        releasedBySuspend |= lowered && Boolean.TRUE.equals(theatre.inForce().suspend());
        boolean wasAway = !away.isEmpty() && away.get(away.size() - 1)[1].equals(Instant.MAX);
        if (!inPlace && !wasAway) {
            away.add(new Instant[] {theatre.instant(), Instant.MAX});
        } else if (inPlace && wasAway) {
            away.get(away.size() - 1)[1] = theatre.instant();
        }
    }

    /** Whether somebody lowered a flag in this stage, and suspend was set since. */
    final boolean isReleasedBySuspend() {
        return releasedBySuspend;
    }

    /** Returns when metrics last were there to be asked. */
    final Instant lastAnswered() {
        return lastAnswered;
    }

    /** Returns when a criterion was last edited in this stage. */
    final Instant editedAt(CriterionSpec criterion) {
        return editedAt.getOrDefault(criterion.name(), Instant.MIN);
    }

    /** Returns the specs that were in force in this stage. */
    final List<FeatureRolloutSpec> specs() {
        return specs;
    }

    /** Whether nobody meddled with this stage: one spec, and the flags in place all the time. */
    final boolean isUndisturbed() {
        return specs.stream().filter(Objects::nonNull).distinct().count() <= 1
                && effectiveSince.size() == 1
                && away.isEmpty();
    }

    /** Returns the most bake time that the metrics vouch for up to {@code through}. */
    final Duration baked(BigDecimal percentage, Instant through) {
        Duration sum = Duration.ZERO;
        for (int epoch = 0; epoch < effectiveSince.size(); epoch++) {
            Instant from = effectiveSince.get(epoch);
            Instant to = effectiveUntil.get(epoch).isBefore(through) ? effectiveUntil.get(epoch) : through;
            sum = sum.plus(baked(percentage, from, to, theatre.instant()));
        }
        return sum;
    }

    private Duration baked(BigDecimal percentage, Instant effectiveAt, Instant until, Instant now) {
        TreeSet<Instant> edges = new TreeSet<>(List.of(effectiveAt, until));
        for (CriterionSpec criterion : allVouching(percentage)) {
            for (Instant look : Truth.looks(criterion, effectiveAt, effectiveAt, now)) {
                edges.add(look);
                edges.add(look.minus(Truth.interval(criterion)));
            }
        }
        for (Instant[] span : away) {
            edges.addAll(List.of(span));
        }
        Duration sum = Duration.ZERO;
        Instant start = null;
        for (Instant end : edges) {
            boolean counts = start != null
                    && !start.isBefore(effectiveAt)
                    && !end.isAfter(until)
                    && !isAway(start)
                    && isVouchedFor(percentage, effectiveAt, start, end, now);
            sum = counts ? sum.plus(Duration.between(start, end)) : sum;
            start = end;
        }
        return sum;
    }

    private List<CriterionSpec> allVouching(BigDecimal percentage) {
        return specs.stream()
                .flatMap(spec -> Truth.at(spec, percentage).stream())
                .flatMap(rung -> rung.vouching().stream())
                .distinct()
                .toList();
    }

    private boolean isAway(Instant instant) {
        return away.stream().anyMatch(span -> !instant.isBefore(span[0]) && instant.isBefore(span[1]));
    }

    private boolean isVouchedFor(BigDecimal percentage, Instant effectiveAt, Instant start, Instant end, Instant now) {
        List<CriterionSpec> any = allVouching(percentage);
        return specs.stream()
                .flatMap(spec -> Truth.at(spec, percentage).stream())
                .anyMatch(rung -> rung.vouching().stream()
                        .allMatch(needed -> any.stream()
                                .filter(version -> version.name().equals(needed.name()))
                                .anyMatch(version -> passes(version, effectiveAt, start, end, now))));
    }

    private boolean passes(CriterionSpec criterion, Instant effectiveAt, Instant start, Instant end, Instant now) {
        return Truth.looks(criterion, effectiveAt, effectiveAt, now).stream()
                .filter(look -> !look.isBefore(end)
                        && !look.minus(Truth.interval(criterion)).isAfter(start))
                .anyMatch(look -> truth().says(criterion, effectiveAt, look) == Truth.Says.PASS);
    }
}
