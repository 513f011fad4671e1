package dev.featurerollout.decide;

import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Progress.KnownFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** The flags of a rollout as they are, beside what they were last confirmed at. */
public record Flags(List<Flag> all) {
    public Flags {
        all = List.copyOf(all);
    }

    /**
     * One flag.
     *
     * @param known what it was confirmed at; empty before the first attempt
     * @param intended where it is meant to go, if a move is under way
     */
    public record Flag(FlagTarget target, FlagState state, Optional<KnownFlag> known, Optional<Reach> intended) {

        public Optional<FlagState.Readable> readable() {
            return state instanceof FlagState.Readable found ? Optional.of(found) : Optional.empty();
        }

        /** Returns the version of the holder it is in, if that may be written. */
        public Optional<String> resourceVersion() {
            return state instanceof FlagState.Unreadable unreadable
                    ? unreadable.resourceVersion()
                    : readable().map(FlagState.Readable::resourceVersion);
        }

        /**
         * Returns whom it reaches now; for a flag in the form of {@code completion.collapse}, which has no conditions for
         * audiences because everybody has the feature, as if these were there.
         */
        public Optional<Reach> live() {
            return readable()
                    .map(FlagState.Readable::reach)
                    .map(reach -> isCollapsed(reach) ? known.orElseThrow().reach() : reach);
        }

        private boolean isCollapsed(Reach reach) {
            return reach.equals(Reach.of(Percentage.HUNDRED))
                    && known.filter(flag -> flag.undo() instanceof Undo.Collapsed)
                            .filter(flag -> flag.reach().percentage().equals(Percentage.HUNDRED))
                            .isPresent();
        }

        public boolean isAt(Reach reach) {
            return live().filter(reach::equals).isPresent();
        }

        /** Whether somebody else lowered it. */
        public boolean isLowered() {
            return differs((live, confirmed) -> live.isBelow(confirmed));
        }

        /** Whether somebody else raised it. */
        public boolean isRaised() {
            return differs((live, confirmed) -> live.isAbove(confirmed));
        }

        /** Whether it is there, and not as it was before the attempt. */
        boolean isMoved() {
            return known.isPresent()
                    && readable()
                            .filter(now -> !now.undo().equals(known.get().undo().uncollapsed())
                                    || !now.reach().equals(known.get().original()))
                            .isPresent();
        }

        /** Whether bringing it back to {@code to} would change it without raising it. */
        public boolean isAbove(Reach to) {
            return live().filter(live -> live.isAbove(to)).isPresent();
        }

        public Optional<String> writer() {
            return readable().flatMap(FlagState.Readable::writer).map(FlagState.Writer::manager);
        }

        private boolean differs(BiPredicate<Reach, Reach> comparison) {
            return known.isPresent()
                    && live().isPresent()
                    && intended.filter(this::isAt).isEmpty()
                    && comparison.test(live().get(), known.get().reach());
        }
    }

    /** Returns the flags of a plan. */
    static Flags planned(Plan plan, Progress progress, Map<FlagTarget, FlagState> states) {
        return of(plan.flags(), progress, states);
    }

    /** Returns the flags that an attempt has moved, whatever the plan says by now. */
    static Flags recorded(Progress progress, Map<FlagTarget, FlagState> states) {
        return of(progress.flags().stream().map(KnownFlag::target).toList(), progress, states);
    }

    private static Flags of(List<FlagTarget> targets, Progress progress, Map<FlagTarget, FlagState> states) {
        return new Flags(targets.stream()
                .map(target -> new Flag(
                        target,
                        states.getOrDefault(target, new FlagState.Unreadable("was not read", Optional.empty())),
                        progress.known(target),
                        progress.target().map(Progress.Target::reach)))
                .toList());
    }

    /** Returns what keeps flags from being read; empty if all are readable. */
    public Optional<String> problem() {
        List<String> problems = all.stream()
                .filter(flag -> flag.state() instanceof FlagState.Unreadable)
                .map(flag -> "flag " + flag.target().name() + ": " + ((FlagState.Unreadable) flag.state()).problem())
                .toList();
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    public boolean areAllAt(Reach reach) {
        return all.stream().allMatch(flag -> flag.isAt(reach));
    }

    public Optional<Flag> firstLowered() {
        return first(Flag::isLowered);
    }

    public Optional<Flag> firstRaised() {
        return first(Flag::isRaised);
    }

    /** Returns whom the readable flags reach now, the highest if they differ. */
    public Optional<Reach> highest() {
        return all.stream().flatMap(flag -> flag.live().stream()).reduce(Reach::or);
    }

    private Optional<Flag> first(Predicate<Flag> condition) {
        return all.stream().filter(condition).findFirst();
    }
}
