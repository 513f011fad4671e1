package dev.featurerollout.rehearse;

import dev.featurerollout.rehearse.Account.Completed;
import dev.featurerollout.rehearse.Account.End;
import dev.featurerollout.rehearse.Account.RolledBack;
import dev.featurerollout.rehearse.Account.Unfinished;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What many rehearsals of one rollout came to, that began at different times. */
public record Survey(List<Run> runs) {
    /** Rollbacks no further apart than this were, most likely, for one and the same reason. */
    private static final Duration ONE_CAUSE = Duration.ofMinutes(30);

    public Survey {
        runs = List.copyOf(runs);
    }

    /**
     * What is kept of one rehearsal.
     *
     * @param closest the look that came closest to acting, if any had a value
     */
    public record Run(Instant start, End end, Duration held, int looks, Optional<Nearest> closest) {
        /** Returns the essence of an account. */
        public static Run of(Account account) {
            return new Run(
                    account.start(),
                    account.end(),
                    account.held(),
                    account.looks().size(),
                    account.closest().map(Nearest::of));
        }

        public Duration length() {
            return Duration.between(start, end.at());
        }
    }

    /** The look that came closest to a bound. */
    public record Nearest(String criterion, String stage, Instant at, Margin margin) {
        static Nearest of(Account.Look look) {
            return new Nearest(
                    look.criterion().name(),
                    look.stage().name(),
                    look.seen().at(),
                    look.margin().orElseThrow());
        }
    }

    /**
     * Rollbacks that had most likely one reason: of one criterion, close together.
     *
     * @param first when the first of them would have been
     * @param starts how many rehearsals ended there
     */
    public record Incident(String culprit, Instant first, Instant last, int starts, String message) {}

    public List<Run> rolledBack() {
        return ended(RolledBack.class);
    }

    public List<Run> completed() {
        return ended(Completed.class);
    }

    public List<Run> unfinished() {
        return ended(Unfinished.class);
    }

    private List<Run> ended(Class<? extends End> how) {
        return runs.stream().filter(run -> how.isInstance(run.end())).toList();
    }

    /** Returns how many of the rehearsals were rolled back, from 0 to 1. */
    public double share() {
        return runs.isEmpty() ? 0 : (double) rolledBack().size() / runs.size();
    }

    /** Returns the rollbacks by what caused them, in order of time. */
    public List<Incident> incidents() {
        Map<String, List<Incident>> byCulprit = new LinkedHashMap<>();
        rolledBack().stream()
                .map(run -> (RolledBack) run.end())
                .sorted(Comparator.comparing(RolledBack::at))
                .forEach(end -> add(byCulprit.computeIfAbsent(end.culprit(), culprit -> new ArrayList<>()), end));
        return byCulprit.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Incident::first))
                .toList();
    }

    private static void add(List<Incident> incidents, RolledBack end) {
        int newest = incidents.size() - 1;
        if (newest >= 0 && !end.at().isAfter(incidents.get(newest).last().plus(ONE_CAUSE))) {
            Incident last = incidents.get(newest);
            incidents.set(
                    newest, new Incident(last.culprit(), last.first(), end.at(), last.starts() + 1, last.message()));
        } else {
            incidents.add(new Incident(
                    end.culprit(), end.at(), end.at(), 1, end.cause().message()));
        }
    }

    /** Returns the time that this share of the completed rehearsals took at most; empty if none was completed. */
    public Optional<Duration> length(double share) {
        return quantile(completed().stream().map(Run::length), share);
    }

    /** Returns the time that this share of all rehearsals held at most. */
    public Optional<Duration> held(double share) {
        return quantile(runs.stream().map(Run::held), share);
    }

    private static Optional<Duration> quantile(Stream<Duration> durations, double share) {
        List<Duration> sorted = durations.sorted().toList();
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(Math.max(0, index)));
    }

    /** Returns the look that came closest to a bound in a rehearsal that was not rolled back. */
    public Optional<Nearest> closest() {
        return runs.stream()
                .filter(run -> !(run.end() instanceof RolledBack))
                .flatMap(run -> run.closest().stream())
                .min(Comparator.comparing(Nearest::margin));
    }

    public int looks() {
        return runs.stream().mapToInt(Run::looks).sum();
    }
}
