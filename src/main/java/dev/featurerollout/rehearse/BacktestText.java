package dev.featurerollout.rehearse;

import dev.featurerollout.model.Audience;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.rehearse.Account.Completed;
import dev.featurerollout.rehearse.Account.RolledBack;
import dev.featurerollout.rehearse.Account.Unfinished;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A backtest for people: what the first start would have come to, and what all of them. */
public final class BacktestText {
    private static final int MOST_INCIDENTS = 20;

    private final Backtest backtest;

    public BacktestText(Backtest backtest) {
        this.backtest = backtest;
    }

    /** Returns the text; {@code name} is what the rollout is called. */
    public String render(String name) {
        Account first = backtest.first();
        return "As if " + name + " had been applied at " + Words.of(first.start()) + ":\n\n"
                + stages(first) + "\n" + end(first) + "\n\n"
                + criteria(first) + "\n"
                + survey();
    }

    private static String stages(Account account) {
        TextTable table = new TextTable("STAGE", "PERCENT", "ENTERED", "AFTER", "STAYED", "LOOKS", "FAILED", "HELD");
        for (Account.Stay stay : account.stages()) {
            List<Account.Look> looks = account.looks().stream()
                    .filter(look -> look.stage().name().equals(stay.stage().name()))
                    .toList();
            table.row(
                    stay.stage().name(),
                    stay.stage()
                            .admitted()
                            .map(Audience::toString)
                            .orElse(stay.stage().percentage().toString()),
                    Words.of(stay.enteredAt()),
                    Words.of(Duration.between(account.start(), stay.enteredAt())),
                    Words.of(stay.length()),
                    looks.size(),
                    looks.stream()
                            .filter(look -> look.seen().verdict() == Verdict.Fail)
                            .count(),
                    Words.of(account.held(stay)));
        }
        return account.stages().isEmpty() ? "It would not have begun.\n" : table.toString();
    }

    private static String end(Account account) {
        if (account.end() instanceof Completed completed) {
            return "Completed at " + Words.of(completed.at()) + ", after " + Words.of(account.length()) + ".";
        }
        if (account.end() instanceof RolledBack back) {
            return "ROLLED BACK at " + Words.of(back.at()) + ", after " + Words.of(account.length()) + ": "
                    + back.cause().message() + ".";
        }
        String message = account.end() instanceof Unfinished unfinished
                ? unfinished.reason() + ", " + unfinished.message()
                : ((Account.Unanswered) account.end()).message();
        return "Not over at " + Words.of(account.end().at()) + ", after " + Words.of(account.length()) + ": " + message;
    }

    private String criteria(Account account) {
        TextTable table =
                new TextTable("CRITERION", "ROLE", "PASS", "WARNING", "FAIL", "NODATA", "INVALID", "CLOSEST TO ACTING");
        for (Criterion criterion : criteria()) {
            Map<Verdict, Long> counts = account.verdicts(criterion.name());
            table.row(
                    criterion.name(),
                    criterion.role() + (criterion.dryRun() ? " (dry run)" : ""),
                    counts.getOrDefault(Verdict.Pass, 0L),
                    counts.getOrDefault(Verdict.Warning, 0L),
                    counts.getOrDefault(Verdict.Fail, 0L),
                    counts.getOrDefault(Verdict.NoData, 0L),
                    counts.getOrDefault(Verdict.Invalid, 0L),
                    account.closest(criterion.name()).map(BacktestText::closest).orElse("no value"));
        }
        return table.toString();
    }

    private List<Criterion> criteria() {
        return backtest.plan().stages().stream()
                .flatMap(stage -> stage.criteria().stream())
                .distinct()
                .toList();
    }

    private static String closest(Account.Look look) {
        return look.margin().orElseThrow() + " in " + look.stage().name() + " at "
                + Words.of(look.seen().at());
    }

    private String survey() {
        Survey survey = backtest.survey();
        Starts starts = backtest.starts();
        int runs = survey.runs().size();
        StringBuilder text = new StringBuilder();
        text.append(runs == 1 ? "1 start" : runs + " starts, one every " + Words.of(starts.every()))
                .append(", from ")
                .append(Words.of(starts.first()))
                .append(" to ")
                .append(Words.of(starts.last()))
                .append(":\n\n");
        TextTable table = new TextTable("OUTCOME", "STARTS", "SHARE", "");
        table.row("rolled back", survey.rolledBack().size(), share(survey.rolledBack()), byCulprit());
        table.row("completed", survey.completed().size(), share(survey.completed()), lengths());
        table.row("not over by then", survey.unfinished().size(), share(survey.unfinished()), unfinished());
        text.append(table);
        text.append("\nheld: ")
                .append(survey.held(0.5).map(Words::of).orElse("0s"))
                .append(" in the median, ")
                .append(survey.held(1).map(Words::of).orElse("0s"))
                .append(" at most\n");
        survey.closest()
                .ifPresent(closest -> text.append("closest without a rollback: ")
                        .append(closest.criterion())
                        .append(", ")
                        .append(closest.margin())
                        .append(" in ")
                        .append(closest.stage())
                        .append(" at ")
                        .append(Words.of(closest.at()))
                        .append('\n'));
        return text.append(incidents()).toString();
    }

    private String share(List<Survey.Run> some) {
        return Words.percent(
                (double) some.size() / Math.max(1, backtest.survey().runs().size()));
    }

    private String byCulprit() {
        return backtest.survey().rolledBack().stream()
                .collect(Collectors.groupingBy(
                        run -> ((RolledBack) run.end()).culprit(), LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private String lengths() {
        Survey survey = backtest.survey();
        return survey.length(0.5)
                .map(median -> "after " + Words.of(median) + " in the median, "
                        + Words.of(survey.length(0.9).orElseThrow()) + " in nine of ten, "
                        + Words.of(survey.length(1).orElseThrow()) + " at most; the least possible is "
                        + Words.of(backtest.shortest()))
                .orElse("");
    }

    private String unfinished() {
        return backtest.survey().unfinished().isEmpty()
                ? ""
                : "by " + Words.of(backtest.until()) + "; the rollout takes " + Words.of(backtest.shortest())
                        + " at least";
    }

    private String incidents() {
        List<Survey.Incident> incidents = backtest.survey().incidents();
        if (incidents.isEmpty()) {
            return "";
        }
        TextTable table = new TextTable("ROLLED BACK BY", "FROM", "TO", "STARTS", "FIRST OF THEM");
        incidents.stream()
                .limit(MOST_INCIDENTS)
                .forEach(incident -> table.row(
                        incident.culprit(),
                        Words.of(incident.first()),
                        Words.of(incident.last()),
                        incident.starts(),
                        incident.message()));
        String more = incidents.size() > MOST_INCIDENTS
                ? "and " + (incidents.size() - MOST_INCIDENTS) + " more; -o json has all\n"
                : "";
        return "\n" + table + more;
    }
}
