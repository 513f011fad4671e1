package dev.featurerollout.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random histories. */
final class Histories {
    private static final List<Integer> PERCENTAGES = List.of(1, 5, 10, 25, 50, 100);
    private static final int MOST_SCRIPTS = 4;

    private Histories() {}

    /** Returns histories in which anything may happen. */
    static Arbitrary<History> any() {
        return of(List.of(ActKind.values()), 10);
    }

    /** Returns histories in which nobody does anything but kill the operator, which comes back at once. */
    static Arbitrary<History> deadly() {
        return of(ActKind.DEATHS, 12)
                .map(history -> new History(history.setup(), history.scripts(), List.of(), history.acts()));
    }

    /** Returns histories with any number of acts of the given kinds. */
    static Arbitrary<History> of(List<ActKind> kinds, int mostActs) {
        Arbitrary<List<History.Act>> acts = act(kinds)
                .list()
                .ofMaxSize(mostActs)
                .map(list -> list.stream()
                        .sorted(Comparator.comparing(History.Act::millis))
                        .toList());
        return Combinators.combine(
                        setup(),
                        script().list().ofSize(MOST_SCRIPTS),
                        outage().list().ofMaxSize(2),
                        acts)
                .as(History::new);
    }

    private static Arbitrary<History.Act> act(List<ActKind> kinds) {
        Arbitrary<Integer> second = Arbitraries.integers().between(0, 1500);
        Arbitrary<Integer> milli = Arbitraries.of(0, 0, 499, 500, 501, 750);
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 23);
        return Combinators.combine(second, milli, Arbitraries.of(kinds), number)
                .as((s, ms, kind, n) -> new History.Act(s * 1000 + ms, kind, n));
    }

    private static Arbitrary<History.Outage> outage() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 1200),
                        Arbitraries.integers().between(1, 200))
                .as(History.Outage::new);
    }

    private static Arbitrary<Script> script() {
        Arbitrary<Script.Kind> kind = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(Script.Kind.PASS, Script.Kind.AT_WARNING)),
                Tuple.of(1, Arbitraries.of(Script.Kind.class)));
        Arbitrary<Integer> seconds = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.integers().between(5, 120)),
                Tuple.of(1, Arbitraries.integers().between(120, 900)));
        Arbitrary<List<Script.Step>> steps = Combinators.combine(seconds, kind)
                .as(Script.Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
        Script healthy = new Script(List.of(new Script.Step(0, Script.Kind.PASS)));
        return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(healthy)), Tuple.of(2, steps.map(Script::new)));
    }

    private static Arbitrary<Setup> setup() {
        Arbitrary<List<Integer>> percentages = Arbitraries.of(PERCENTAGES)
                .set()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(set -> new ArrayList<>(new TreeSet<>(set)));
        Arbitrary<List<Integer>> bakeTimes =
                Arbitraries.of(0, 20, 30, 60, 90, 150).list().ofSize(PERCENTAGES.size());
        Arbitrary<Stages> stages = Combinators.combine(
                        percentages, bakeTimes, Arbitraries.frequency(Tuple.of(5, false), Tuple.of(1, true)))
                .as(Stages::new);
        Arbitrary<List<CriterionSetup>> everywhere =
                criterion().list().ofMinSize(0).ofMaxSize(3).map(list -> numbered(list, 0));
        Arbitrary<List<CriterionSetup>> last =
                criterion().list().ofMaxSize(1).map(list -> numbered(list, MOST_SCRIPTS - 1));
        Arbitrary<Integer> deadline = Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 100), Tuple.of(1, 250));
        return Combinators.combine(
                        flags(),
                        stages,
                        everywhere,
                        last,
                        Arbitraries.of(0, 10, 45),
                        deadline,
                        Arbitraries.of("Rollback", "Hold"),
                        Arbitraries.frequency(Tuple.of(6, true), Tuple.of(1, false)))
                .flatAs((flags, rungs, criteria, own, delay, hold, then, automatic) -> Combinators.combine(
                                Arbitraries.frequency(Tuple.of(3, "Original"), Tuple.of(1, "Zero")),
                                Arbitraries.of(true, false))
                        .as((to, collapse) -> new Setup(
                                flags,
                                rungs.percentages,
                                rungs.bakeTimes,
                                rungs.ramp,
                                criteria,
                                rungs.ramp ? List.of() : own,
                                delay,
                                hold == 0 ? null : hold,
                                then,
                                automatic,
                                to,
                                collapse)));
    }

    private record Stages(List<Integer> percentages, List<Integer> bakeTimes, boolean ramp) {}

    private static Arbitrary<List<FlagSetup>> flags() {
        Arbitrary<FlagSetup> flag = Combinators.combine(
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.of(true, false),
                        Arbitraries.of("0:100", "0:7", "1:99"),
                        Arbitraries.of("0", "0.0", "1"))
                .as((configMap, flagd, weights, number) ->
                        new FlagSetup(0, configMap, flagd, flagd ? weights : number));
        return flag.list().ofMinSize(1).ofMaxSize(3).map(list -> {
            List<FlagSetup> numbered = new ArrayList<>();
            for (FlagSetup each : list) {
                numbered.add(new FlagSetup(numbered.size(), each.configMap(), each.flagd(), each.original()));
            }
            return numbered;
        });
    }

    private static Arbitrary<CriterionSetup> criterion() {
        Arbitrary<String> role =
                Arbitraries.frequency(Tuple.of(3, "Guardrail"), Tuple.of(1, "Signal"), Tuple.of(1, "Goal"));
        Arbitrary<Integer> budget = Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 2), Tuple.of(1, 4));
        Arbitrary<String> noData = Arbitraries.frequency(Tuple.of(4, "Hold"), Tuple.of(1, "Pass"), Tuple.of(1, "Fail"));
        return Combinators.combine(
                        role,
                        Arbitraries.of(15, 20, 30, 60, 100),
                        Arbitraries.of(15, 60, 120),
                        Arbitraries.of(1, 1, 2, 3),
                        budget,
                        noData,
                        Arbitraries.of(true, false),
                        Arbitraries.frequency(Tuple.of(7, false), Tuple.of(1, true)))
                .as((r, interval, window, limit, most, silence, warning, dryRun) -> new CriterionSetup(
                        0, r, interval, window, limit, most == 0 ? null : most, silence, warning, dryRun));
    }

    private static List<CriterionSetup> numbered(List<CriterionSetup> criteria, int first) {
        List<CriterionSetup> numbered = new ArrayList<>();
        for (CriterionSetup each : criteria) {
            numbered.add(new CriterionSetup(
                    first + numbered.size(),
                    each.role(),
                    each.interval(),
                    each.window(),
                    each.failureLimit(),
                    each.failureBudget(),
                    each.noData(),
                    each.warning(),
                    each.dryRun()));
        }
        return numbered;
    }
}
