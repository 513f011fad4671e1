package dev.featurerollout.decide;

import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Reach;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Progress.KnownFlag;
import java.util.ArrayList;
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

        Optional<Reach> live() {
            return readable().map(FlagState.Readable::reach);
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

    static Flags of(Plan plan, Progress progress, Map<String, FlagState> states) {
        List<Flag> flags = new ArrayList<>();
        for (FlagTarget target : plan.flags()) {
            flags.add(new Flag(
                    target,
                    states.getOrDefault(target.name(), new FlagState.Unreadable("was not read", Optional.empty())),
                    progress.known(target),
                    progress.target().map(Progress.Target::reach)));
        }
        return new Flags(flags);
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
