package dev.featurerollout.apply;

import dev.featurerollout.apply.FlagStore.Change;
import dev.featurerollout.apply.FlagStore.Freshness;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Flags.Flag;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.plan.Plan.Destination;
import dev.featurerollout.plan.Progress.KnownFlag;
import dev.featurerollout.plan.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries decisions out: flags in the order of the spec when they rise, in reverse when they go back. */
public final class Applier {
    /** Other writers, such as a rollout of another flag in the same ConfigMap, must not hold up a change. */
    private static final int TRIES = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

    private final FlagStore store;

    public Applier(FlagStore store) {
        this.store = store;
    }

    /**
     * Carries out {@code decision} and returns what became of it.
     *
     * @param isCurrent asks whether the rollout still is the one the decision is about; only asked after a conflict
     */
    public Outcome apply(Decision decision, Situation situation, BooleanSupplier isCurrent) {
        return switch (decision) {
            case Decision.Move move ->
                change(
                        situation,
                        situation.flags().all(),
                        flag -> to(flag, move.to().reach()),
                        Optional.of(isCurrent));
            case Decision.BringBack back -> {
                List<Flag> raised =
                        situation.flags().all().stream().filter(Flag::isRaised).toList();
                yield change(situation, raised, Applier::bringBack, Optional.of(isCurrent));
            }
            case Decision.Complete complete ->
                change(
                        situation,
                        situation.flags().all(),
                        flag -> collapse(flag, complete.collapse()),
                        Optional.of(isCurrent));
            case Decision.RollBack rollBack -> {
                situation
                        .snapshot()
                        .relations()
                        .dependents()
                        .get()
                        .forEach(dependent -> restoreDependent(situation, dependent));
                yield restore(situation);
            }
            case Decision.Release release ->
                release.restore()
                        ? restore(situation)
                        : Outcome.untouched(situation.snapshot().flags());
            case Decision.Intend intend ->
                Outcome.untouched(situation.snapshot().flags());
            case Decision.PrepareCollapse prepare ->
                Outcome.untouched(situation.snapshot().flags());
            case Decision.CloseRollback close ->
                Outcome.untouched(situation.snapshot().flags());
            case Decision.Settle settle ->
                Outcome.untouched(situation.snapshot().flags());
            case Decision.RestartClock restart ->
                Outcome.untouched(situation.snapshot().flags());
            case Decision.Escalate escalate ->
                Outcome.untouched(situation.snapshot().flags());
            case Decision.Resume resume ->
                Outcome.untouched(situation.snapshot().flags());
            case Decision.Stay stay -> Outcome.untouched(situation.snapshot().flags());
        };
    }

    /** Whatever is wrong with a dependent keeps neither the others up nor what they depend on. */
    private void restoreDependent(Situation situation, Snapshot dependent) {
        try {
            restore(situation.of(dependent));
        } catch (RuntimeException failed) {
            LOG.warn(
                    "FeatureRollout {}/{} could not be rolled back together with its prerequisite",
                    dependent.namespace(),
                    dependent.name(),
                    failed);
        }
    }

    /** Restores what the attempt moved, as it is recorded. What a dependent reports is for its own passes. */
    private Outcome restore(Situation situation) {
        List<Flag> reversed = new ArrayList<>(situation.recorded().all());
        Collections.reverse(reversed);
        Destination destination = situation.plan().rollback().to();
        return change(situation, reversed, flag -> back(flag, destination), Optional.empty());
    }

    private static Optional<Change> to(Flag flag, Reach reach) {
        return flag.isAt(reach)
                ? Optional.empty()
                : Optional.of(new FlagStore.To(reach, flag.known().map(KnownFlag::undo)));
    }

    private static Optional<Change> collapse(Flag flag, Map<String, Undo.Collapsed> collapse) {
        return Optional.ofNullable(collapse.get(flag.target().name())).map(FlagStore.CollapseForm::new);
    }

    private static Optional<Change> bringBack(Flag flag) {
        // Never adds: an audience that someone else removed stays removed.
        return flag.live()
                .filter(live -> flag.isRaised())
                .flatMap(live -> to(flag, live.and(flag.known().orElseThrow().reach())));
    }

    /** Never raises: what somebody lowered further than the original stays there. */
    private static Optional<Change> back(Flag flag, Destination destination) {
        if (flag.known().isEmpty()) {
            return Optional.empty();
        }
        KnownFlag known = flag.known().get();
        Change restore = new FlagStore.Restore(known.undo(), known.original());
        if (flag.live().isEmpty()) {
            // No longer safe to raise, as when somebody disabled it; what it was can still be restored.
            return Optional.of(
                    destination == Destination.Zero
                            ? new FlagStore.To(Reach.NOBODY, Optional.of(known.undo()))
                            : restore);
        }
        Reach live = flag.live().get();
        if (destination == Destination.Zero) {
            return to(flag, Reach.NOBODY);
        }
        if (live.isBelow(known.original()) && live.isAbove(known.original())) {
            return to(flag, live.and(known.original()));
        }
        boolean restored = live.isBelow(known.original())
                || live.equals(known.original())
                        && flag.readable()
                                .filter(now -> now.undo().equals(known.undo().uncollapsed()))
                                .isPresent();
        return restored ? Optional.empty() : Optional.of(restore);
    }

    /** @param isCurrent empty for what is right whatever the flags and the rollout have become since it was decided */
    private Outcome change(
            Situation situation,
            List<Flag> flags,
            Function<Flag, Optional<Change>> wanted,
            Optional<BooleanSupplier> isCurrent) {
        Work work =
                new Work(situation.snapshot().namespace(), situation.snapshot().flags(), wanted, isCurrent);
        Map<Holder, List<Flag>> byHolder = new LinkedHashMap<>();
        for (Flag flag : flags) {
            byHolder.computeIfAbsent(flag.target().holder(), holder -> new ArrayList<>())
                    .add(flag);
        }
        byHolder.forEach((holder, ofThis) -> work.change(holder, ofThis, TRIES));
        return new Outcome(work.states, work.writes, work.failures);
    }

    /** The writes of one decision; goes on with the next holder when one fails. */
    private final class Work {
        private final String namespace;
        private final Map<FlagTarget, FlagState> states;
        private final Function<Flag, Optional<Change>> wanted;
        private final Optional<BooleanSupplier> isCurrent;
        private final List<String> failures = new ArrayList<>();
        private int writes;

        Work(
                String namespace,
                Map<FlagTarget, FlagState> states,
                Function<Flag, Optional<Change>> wanted,
                Optional<BooleanSupplier> isCurrent) {
            this.namespace = namespace;
            this.states = new HashMap<>(states);
            this.wanted = wanted;
            this.isCurrent = isCurrent;
        }

        void change(Holder holder, List<Flag> flags, int triesLeft) {
            Map<FlagTarget, Change> changes = new LinkedHashMap<>();
            String resourceVersion = "";
            for (Flag flag : flags) {
                if (flag.resourceVersion().isEmpty()) {
                    failures.add(
                            "flag " + flag.target().name() + ": " + ((FlagState.Unreadable) flag.state()).problem());
                    continue;
                }
                resourceVersion = flag.resourceVersion().get();
                wanted.apply(flag).ifPresent(change -> changes.put(flag.target(), change));
            }
            if (!changes.isEmpty()) {
                write(holder, flags, resourceVersion, changes, triesLeft);
            }
        }

        private void write(
                Holder holder,
                List<Flag> flags,
                String resourceVersion,
                Map<FlagTarget, Change> changes,
                int triesLeft) {
            FlagStore.Written written = store.write(namespace, holder, resourceVersion, changes);
            if (written instanceof FlagStore.Done done) {
                writes++;
                states.putAll(done.flags());
            } else if (written instanceof FlagStore.Failed && isCurrent.isEmpty() && changes.size() > 1) {
                changeOneByOne(holder, flags, triesLeft);
            } else if (written instanceof FlagStore.Failed failed) {
                failures.add(failed.message());
            } else if (triesLeft > 1) {
                changeAfterConflict(holder, flags, triesLeft - 1);
            } else {
                failures.add(conflict(holder));
            }
        }

        /** A flag that cannot be brought back must not keep the others of its holder up. */
        private void changeOneByOne(Holder holder, List<Flag> flags, int triesLeft) {
            flags.forEach(flag -> change(holder, List.of(reread(flag)), triesLeft));
        }

        /**
         * A raise is decided again if it was these flags that someone else changed. They may have been raised and rolled
         * back meanwhile, by another operator, and read the same as before: then the rollout is another one by now.
         */
        private void changeAfterConflict(Holder holder, List<Flag> decidedOn, int triesLeft) {
            List<Flag> now = decidedOn.stream().map(this::reread).toList();
            boolean unchanged = IntStream.range(0, now.size())
                    .allMatch(i ->
                            readsTheSame(decidedOn.get(i).state(), now.get(i).state()));
            if (isCurrent.isEmpty() || unchanged && isCurrent.get().getAsBoolean()) {
                change(holder, now, triesLeft);
            } else {
                failures.add(conflict(holder));
            }
        }

        private static boolean readsTheSame(FlagState before, FlagState after) {
            return before instanceof FlagState.Readable was
                    && after instanceof FlagState.Readable is
                    && was.reach().equals(is.reach())
                    && was.undo().equals(is.undo());
        }

        private static String conflict(Holder holder) {
            return holder + " was changed by somebody else at the same moment";
        }

        /** A flag that cannot be read now must not keep the others up. */
        private FlagState live(FlagTarget target) {
            try {
                return store.read(namespace, target, Freshness.Live);
            } catch (RuntimeException unreadable) {
                return new FlagState.Unreadable(
                        target.holder() + " could not be read: " + unreadable.getMessage(), Optional.empty());
            }
        }

        private Flag reread(Flag flag) {
            FlagState state = live(flag.target());
            states.put(flag.target(), state);
            return new Flag(flag.target(), state, flag.known(), flag.intended());
        }
    }
}
