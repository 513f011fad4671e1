package dev.featurerollout.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints the tables of docs/statistics.md: healthy rollouts that were rolled back, and how soon harm was found. */
public final class StatisticsBench {
    private static final double[] HARMS = {1.5, 2, 5};

    private final Contest contest;
    private final PrintStream out;

    public StatisticsBench(Contest contest, PrintStream out) {
        this.contest = contest;
        this.out = out;
    }

    /** Returns the healthy services. */
    static List<Scenario> healthy() {
        List<Scenario> scenarios = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            scenarios.add(new Scenario(shape, 0.001, 10, 1));
            scenarios.add(new Scenario(shape, 0.01, 100, 1));
        }
        scenarios.add(new Scenario(Shape.SINGLE, 0.01, 1000, 1));
        return scenarios;
    }

    /** Returns the services that the flag harms. */
    static List<Scenario> harmed() {
        List<Scenario> scenarios = new ArrayList<>();
        for (double harm : HARMS) {
            scenarios.add(new Scenario(Shape.SINGLE, 0.01, 10, harm));
        }
        for (double harm : HARMS) {
            scenarios.add(new Scenario(Shape.SINGLE, 0.01, 100, harm));
        }
        for (double harm : HARMS) {
            scenarios.add(new Scenario(Shape.BURSTS, 0.01, 100, harm));
        }
        return scenarios;
    }

    public void run() {
        out.printf(
                Locale.ROOT,
                "%d rollouts for each line, seed %d. Stages of 5, 10, 25, 50, 100 %%, 30 looks of a minute each.%n%n",
                contest.rollouts(),
                contest.seed());
        out.println("Healthy rollouts that were rolled back, %:");
        out.println();
        out.println(header("errors"));
        for (Scenario scenario : healthy()) {
            out.println(healthyRow(scenario));
            out.flush();
        }
        out.println();
        out.println("Harm from the first minute: rolled back, %, and the minute by which half were:");
        out.println();
        out.println(header("errors, harm"));
        for (Scenario scenario : harmed()) {
            out.println(harmedRow(scenario));
            out.flush();
        }
    }

    private interface Cell {
        String of(Outcome outcome);
    }

    String healthyRow(Scenario scenario) {
        return row(service(scenario), contest.of(scenario), outcome -> percent(outcome.rolledBack()));
    }

    String harmedRow(Scenario scenario) {
        return row(service(scenario) + ", × " + number(scenario.harm()), contest.of(scenario), StatisticsBench::found);
    }

    private static String header(String first) {
        StringBuilder line = new StringBuilder("| " + first + " |");
        StringBuilder rule = new StringBuilder("|---|");
        for (Contestant contestant : Contestant.values()) {
            line.append(' ').append(contestant.title()).append(" |");
            rule.append("---|");
        }
        return line + System.lineSeparator() + rule;
    }

    private static String row(String first, Map<Contestant, Outcome> outcomes, Cell cell) {
        StringBuilder line = new StringBuilder("| " + first + " |");
        for (Contestant contestant : Contestant.values()) {
            line.append(' ').append(cell.of(outcomes.get(contestant))).append(" |");
        }
        return line.toString();
    }

    private static String service(Scenario scenario) {
        return scenario.shape().title() + ", " + number(100 * scenario.errorShare()) + " % of "
                + number(scenario.requestsPerSecond()) + "/s";
    }

    private static String found(Outcome outcome) {
        return percent(outcome.rolledBack()) + " / " + (outcome.isUsual() ? outcome.medianLook() : "–");
    }

    private static String percent(double share) {
        double percent = 100 * share;
        return percent == 0 || percent >= 9.95
                ? String.format(Locale.ROOT, "%.0f", percent)
                : String.format(Locale.ROOT, "%.1f", percent);
    }

    private static String number(double number) {
        return number == Math.rint(number) ? Long.toString(Math.round(number)) : Double.toString(number);
    }
}
