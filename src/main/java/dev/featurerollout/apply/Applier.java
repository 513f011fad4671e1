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
import dev.featurerollout.plan.Plan.Destination;
import dev.featurerollout.plan.Progress.KnownFlag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Carries decisions out: flags in the order of the spec when they rise, in reverse when they go back. */
public final class Applier {
    /** Other writers, such as a rollout of another flag in the same ConfigMap, must not hold up a change. */
    private static final int TRIES = 5;

    private final FlagStore store;

    public Applier(FlagStore store) {
        this.store = store;
    }

    /** Carries out {@code decision} and returns what became of it. */
    public Outcome apply(Decision decision, Situation situation) {
        if (decision instanceof Decision.Move move) {
            return change(
                    situation,
                    situation.flags().all(),
                    flag -> to(flag, move.to().reach()),
                    false);
        }
        if (decision instanceof Decision.BringBack) {
            List<Flag> raised =
                    situation.flags().all().stream().filter(Flag::isRaised).toList();
            return change(situation, raised, Applier::bringBack, false);
        }
        if (decision instanceof Decision.Complete && situation.plan().collapse()) {
            return change(situation, situation.flags().all(), Applier::collapse, false);
        }
        if (decision instanceof Decision.RollBack) {
            situation.snapshot().relations().dependents().get().forEach(dependent -> restore(situation.of(dependent)));
            return restore(situation);
        }
        if (decision instanceof Decision.Release release && release.restore()) {
            return restore(situation);
        }
        return Outcome.untouched(situation.snapshot().flags());
    }

    /** What becomes of a dependent's flags is for its own passes to tell, and never keeps others up. */
    private Outcome restore(Situation situation) {
        List<Flag> reversed = new ArrayList<>(situation.flags().all());
        Collections.reverse(reversed);
        Destination destination = situation.plan().rollback().to();
        return change(situation, reversed, flag -> back(flag, destination), true);
    }

    private static Optional<Change> to(Flag flag, Reach reach) {
        return flag.isAt(reach) ? Optional.empty() : Optional.of(new FlagStore.To(reach));
    }

    private static Optional<Change> collapse(Flag flag) {
        return flag.known().map(known -> new FlagStore.Collapse(known.originalTokens()));
    }

    private static Optional<Change> bringBack(Flag flag) {
        return flag.isRaised()
                ? Optional.of(new FlagStore.To(flag.known().orElseThrow().reach()))
                : Optional.empty();
    }

    /** Never raises: what somebody lowered further than the original stays there. */
    private static Optional<Change> back(Flag flag, Destination destination) {
        if (flag.known().isEmpty()) {
            return Optional.empty();
        }
        KnownFlag known = flag.known().get();
        if (flag.readable().isEmpty()) {
            // No longer safe to raise, as when somebody disabled it; what it was can still be put back.
            return Optional.of(
                    destination == Destination.Zero
                            ? new FlagStore.To(Reach.NOBODY)
                            : new FlagStore.Restore(known.originalTokens(), known.original()));
        }
        FlagState.Readable live = flag.readable().get();
        if (destination == Destination.Zero) {
            return to(flag, Reach.NOBODY);
        }
        if (live.reach().isBelow(known.original()) && live.reach().isAbove(known.original())) {
            return Optional.of(new FlagStore.To(live.reach().and(known.original())));
        }
        boolean restored = live.reach().isBelow(known.original())
                || live.reach().equals(known.original()) && live.tokens().equals(known.originalTokens());
        return restored
                ? Optional.empty()
                : Optional.of(new FlagStore.Restore(known.originalTokens(), known.original()));
    }

    /** @param regardless whether it is right even if the flags were changed since it was decided */
    private Outcome change(
            Situation situation, List<Flag> flags, Function<Flag, Optional<Change>> wanted, boolean regardless) {
        Work work =
                new Work(situation.snapshot().namespace(), situation.snapshot().flags(), wanted, regardless);
        Map<Holder, List<Flag>> byHolder = new LinkedHashMap<>();
        for (Flag flag : flags) {
            byHolder.computeIfAbsent(flag.target().holder(), holder -> new ArrayList<>())
                    .add(flag);
        }
        byHolder.forEach((holder, ofThis) -> work.change(holder, ofThis, TRIES));
        return new Outcome(work.states, work.restoring, work.writes, work.failures);
    }

    /** The writes of one decision; goes on with the next holder when one fails. */
    private final class Work {
        private final String namespace;
        private final Map<String, FlagState> states;
        private final Map<String, List<String>> restoring = new HashMap<>();
        private final Function<Flag, Optional<Change>> wanted;
        private final boolean regardless;
        private final List<String> failures = new ArrayList<>();
        private int writes;

        Work(
                String namespace,
                Map<String, FlagState> states,
                Function<Flag, Optional<Change>> wanted,
                boolean regardless) {
            this.namespace = namespace;
            this.states = new HashMap<>(states);
            this.wanted = wanted;
            this.regardless = regardless;
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
                done.flags().forEach((target, state) -> states.put(target.name(), state));
                done.restoring().forEach((target, tokens) -> restoring.put(target.name(), tokens));
            } else if (written instanceof FlagStore.Failed && regardless && changes.size() > 1) {
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

        /** A raise is decided anew if it was these flags that somebody changed. */
        private void changeAfterConflict(Holder holder, List<Flag> decidedOn, int triesLeft) {
            List<Flag> now = decidedOn.stream().map(this::reread).toList();
            boolean unchanged = IntStream.range(0, now.size())
                    .allMatch(i ->
                            readsTheSame(decidedOn.get(i).state(), now.get(i).state()));
            if (regardless || unchanged) {
                change(holder, now, triesLeft);
            } else {
                failures.add(conflict(holder));
            }
        }

        private static boolean readsTheSame(FlagState before, FlagState after) {
            return before instanceof FlagState.Readable was
                    && after instanceof FlagState.Readable is
                    && was.reach().equals(is.reach())
                    && was.tokens().equals(is.tokens());
        }

        private static String conflict(Holder holder) {
            return holder + " was changed by somebody else at the same moment";
        }

        private Flag reread(Flag flag) {
            FlagState state = store.read(namespace, flag.target(), Freshness.Live);
            states.put(flag.target().name(), state);
            return new Flag(flag.target(), state, flag.known(), flag.intended());
        }
    }
}
