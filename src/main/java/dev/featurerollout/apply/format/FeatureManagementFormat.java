package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Answer;
import dev.featurerollout.share.Dealing;
import dev.featurerollout.share.Evaluation;
import java.util.List;
import java.util.Optional;

/**
 * Microsoft's feature management, in the schema of all its languages and in .NET's older one.
 *
 * <p>The percentage is that of the filter {@code Microsoft.Targeting}, of all users or of one group, or the percentile
 * that is allocated to a variant. Users are dealt to them by a hash of user and flag, from 0 up: what only grows at its
 * end loses nobody.
 *
 * <p>A flag that is enabled without a filter is the form for everybody, and reads as 100.
 */
final class FeatureManagementFormat implements FlagFormat {
    private static final Undo.Everybody ON = new Undo.Everybody(List.of());

    static final String PRODUCT = "Microsoft feature management";

    private static FeatureShare find(String document, FlagTarget target) throws FlagProblem {
        Source source = Source.open(document, target);
        return share(feature(source, target.flag().orElse("")), target.variation());
    }

    private static Feature feature(Source source, String id) throws FlagProblem {
        if (id.isEmpty()) {
            throw Source.problem(source.target(), "which flag of the document is not said. Set spec.flags[].flag");
        }
        List<Feature> all = FeatureSchema.features(source);
        List<Feature> found =
                all.stream().filter(feature -> feature.id().equals(id)).toList();
        if (found.isEmpty()) {
            throw source.problem(
                    source.document().root(),
                    "there is no flag \"" + id + "\" but "
                            + String.join(
                                    ", ", all.stream().map(Feature::id).limit(6).toList())
                            + ". Correct spec.flags[].flag");
        }
        if (found.size() > 1) {
            throw source.problem(found.get(1).value(), "the flag \"" + id + "\" is here a second time. Remove one");
        }
        return found.get(0);
    }

    private static FeatureShare share(Feature feature, Optional<String> variation) throws FlagProblem {
        if (variation.isEmpty()) {
            return new Audience(feature, Optional.empty());
        }
        boolean variant = Allocation.hasVariant(feature, variation.get());
        boolean group = Audience.hasGroup(feature, variation.get());
        if (variant == group) {
            throw feature.source()
                    .problem(
                            feature.value(),
                            "\"" + variation.get() + "\" is "
                                    + (variant ? "both a variant and a group" : "neither a variant nor a group")
                                    + " of the flag \"" + feature.id() + "\". Correct spec.flags[].variation, or"
                                    + " remove it to roll out to all users");
        }
        return variant ? new Allocation(feature, variation.get()) : new Audience(feature, variation);
    }

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        FeatureShare share = find(document, target);
        if (share.isOn()) {
            return new Reading(Percentage.HUNDRED, ON);
        }
        Percentage percentage = share.percentage();
        requireRaisable(share);
        return new Reading(new Reach(share.audiences().count(), percentage), share.undo());
    }

    @Override
    public String admit(String document, FlagTarget target, int audiences) throws FlagProblem {
        return Admission.admit(document, audiences, text -> find(text, target).audiences());
    }

    private static void requireRaisable(FeatureShare share) throws FlagProblem {
        Findings traps = new Findings(share.feature().source());
        share.check(traps);
        traps.requireNone();
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        FeatureShare share = find(document, target);
        if (share.isOn()) {
            return percentage.equals(Percentage.HUNDRED)
                    ? document
                    : set(find(share.added(), target), target, percentage);
        }
        if (percentage.isAbove(share.percentage())) {
            // Only then: what someone made unsafe to raise can still be lowered.
            requireRaisable(share);
        }
        return set(share, target, percentage);
    }

    private static String set(FeatureShare share, FlagTarget target, Percentage percentage) throws FlagProblem {
        List<Edit> edits = share.write(percentage);
        String result = share.feature().source().edit(edits);
        if (!edits.isEmpty() && !find(result, target).percentage().equals(percentage)) {
            throw Source.problem(
                    target,
                    "the flag cannot be brought to " + percentage + " % in place. Write its percentage as a number");
        }
        return result;
    }

    @Override
    public String restoreText(String document, FlagTarget target, Undo.Text undo) throws FlagProblem {
        // A rollback waits for nothing: not for the filters, the default or the state to be right.
        if (undo instanceof Undo.Everybody) {
            return collapse(document, target);
        }
        FeatureShare now = find(document, target);
        FeatureShare divided = now.isOn() ? find(now.added(), target) : now;
        String result = divided.feature().source().edit(divided.restore(undo));
        if (!find(result, target).restore(undo).isEmpty()) {
            throw Source.problem(target, "the former percentages do not fit here any more");
        }
        return result;
    }

    @Override
    public String collapse(String document, FlagTarget target) throws FlagProblem {
        FeatureShare share = find(document, target);
        if (share.isOn()) {
            return document;
        }
        String result = share.forEverybody();
        FeatureShare after = find(result, target);
        if (!after.isOn() && !after.percentage().equals(Percentage.HUNDRED)) {
            throw Source.problem(target, "the flag cannot be given to everybody in place here");
        }
        return result;
    }

    @Override
    public Optional<String> create(String document, FlagTarget target) throws FlagProblem {
        FeatureShare share = find(document, target);
        if (share.isOn() || share.isThere()) {
            read(document, target);
            return Optional.empty();
        }
        String result = share.added();
        if (!read(result, target).percentage().isZero()) {
            throw Source.problem(target, "a rule cannot be added to this flag. Write it by hand");
        }
        return Optional.of(result);
    }

    @Override
    public List<Evaluation> evaluations(String document, FlagTarget target) throws FlagProblem {
        FeatureShare share = find(document, target);
        if (!share.feature().isEnabled()) {
            return List.of(Evaluation.of(PRODUCT, Dealing.all(Answer.Off)));
        }
        return share.isOn() ? List.of(Evaluation.of(PRODUCT, Dealing.all(Answer.On))) : share.evaluations();
    }

    @Override
    public List<Trap> lint(String document, Optional<FlagTarget> target) {
        try {
            Source source =
                    Source.open(document, target.orElseGet(() -> Source.nameless(FlagFormatName.FeatureManagement)));
            Findings traps = new Findings(source);
            if (target.isPresent()) {
                FeatureShare share = share(
                        feature(source, target.get().flag().orElse("")),
                        target.get().variation());
                if (!share.isOn()) {
                    share.check(traps);
                }
            } else {
                for (Feature feature : FeatureSchema.features(source)) {
                    checkUnasked(feature, traps);
                }
            }
            return traps.list();
        } catch (FlagProblem unreadable) {
            return List.of(Trap.of("unreadable", unreadable));
        }
    }

    /** Checks a flag that may be none that is rolled out: only if it divides users. */
    private static void checkUnasked(Feature feature, Findings traps) {
        Audience audience = new Audience(feature, Optional.empty());
        if (audience.isThere()) {
            audience.check(traps);
        } else if (feature.filters().stream().anyMatch(Feature.Filter::isPercentage)) {
            feature.check(traps);
        }
        Allocation.firstBesideTheDefault(feature).ifPresent(allocation -> allocation.check(traps));
    }
}
