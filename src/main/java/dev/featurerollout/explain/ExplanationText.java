package dev.featurerollout.explain;

import dev.featurerollout.explain.Explanation.Answer;
import dev.featurerollout.explain.Explanation.Look;
import dev.featurerollout.measure.criteria.Numbers;
import dev.featurerollout.model.DurationText;
import java.util.regex.Pattern;

/** An explanation for people. */
public final class ExplanationText {
    /** Of an instant: people compare seconds, and the JSON has it all. */
    private static final Pattern FRACTION = Pattern.compile("(T\\d\\d:\\d\\d:\\d\\d)\\.\\d+Z");

    private final Explanation explanation;

    public ExplanationText(Explanation explanation) {
        this.explanation = explanation;
    }

    /** Returns the text. */
    public String render() {
        StringBuilder text = new StringBuilder();
        text.append(explanation.namespace()).append('/').append(explanation.name());
        text.append(", as its status tells at ").append(explanation.asOf()).append("\n\n");
        text.append(explanation.state())
                .append(": ")
                .append(explanation.message())
                .append('\n');
        explanation.position().forEach(line -> text.append("  ").append(line).append('\n'));
        text.append("\nThe rule that decides: ").append(explanation.rule()).append('\n');
        if (!explanation.agrees()) {
            text.append("  By this object alone it would lead to another state than ")
                    .append(explanation.state())
                    .append(": the cause is outside of it (the ConfigMap, another rollout), or newer than the"
                            + " status.\n");
        }
        explanation.criteria().forEach(look -> text.append('\n').append(render("Criterion ", look)));
        explanation.rollback().ifPresent(look -> text.append('\n').append(render("Rolled back by ", look)));
        if (!explanation.history().isEmpty()) {
            text.append("\nHistory:\n");
            explanation.history().forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return FRACTION.matcher(text.append(verdict())).replaceAll("$1Z");
    }

    private String verdict() {
        if (explanation.differs()) {
            return "\nToday's answer differs from the recorded one: the metrics have changed since, or the status has"
                    + " been edited.\n";
        }
        boolean asked =
                explanation.criteria().stream().anyMatch(look -> look.today().isPresent())
                        || explanation.rollback().flatMap(Look::today).isPresent();
        return asked ? "\nToday's verdicts are the recorded ones.\n" : "";
    }

    private static String render(String title, Look look) {
        String name = look.criterion().name() + " (" + look.criterion().role()
                + (look.criterion().dryRun() ? ", dry run" : "") + ")";
        String text = title + name + ": "
                + look.recorded().map(ExplanationText::answer).orElse("not looked at") + "\n"
                + line("bounds", look.criterion().boundText())
                + line("saw", look.message())
                + line("follows", look.follows())
                + line(
                        "look",
                        "number " + look.number() + ": " + look.at() + " = " + look.effectiveAt() + " + "
                                + look.number()
                                + " × "
                                + DurationText.format(look.criterion().interval()))
                + line("window", DurationText.format(look.window()))
                + line("query", look.query().strip().replaceAll("\\s*\n\\s*", " "));
        return text
                + look.today().map(today -> line("today", today(look, today))).orElse("");
    }

    private static String today(Look look, Answer today) {
        String recorded = look.recorded().map(ExplanationText::answer).orElse("nothing");
        if (look.differs()) {
            return answer(today) + ": TODAY'S ANSWER DIFFERS FROM THE RECORDED ONE, " + recorded + "; "
                    + today.message();
        }
        return answer(today) + (look.hasMoved() ? ", where " + recorded + " is recorded" : ", as recorded");
    }

    private static String answer(Answer answer) {
        return answer.verdict()
                + answer.value()
                        .map(value -> " (" + Numbers.format(value) + ")")
                        .orElse("");
    }

    private static String line(String what, String text) {
        return text.isEmpty() ? "" : String.format("  %-8s %s\n", what, text);
    }
}
