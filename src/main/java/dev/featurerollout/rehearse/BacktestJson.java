package dev.featurerollout.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.rehearse.Account.Completed;
import dev.featurerollout.rehearse.Account.End;
import dev.featurerollout.rehearse.Account.RolledBack;
import dev.featurerollout.rehearse.Account.Unfinished;
import java.time.Duration;

/** A backtest for programs: instants as RFC 3339, durations in seconds, shares from 0 to 1. */
public final class BacktestJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Backtest backtest;

    public BacktestJson(Backtest backtest) {
        this.backtest = backtest;
    }

    /** Returns the document; {@code name} is what the rollout is called, {@code queries} how many were sent. */
    public JsonNode render(String name, long queries) {
        Survey survey = backtest.survey();
        ObjectNode document = JSON.createObjectNode();
        document.put("rollout", name);
        document.put("until", backtest.until().toString());
        document.set("first", first(backtest.first()));
        ObjectNode all = document.putObject("all");
        all.put("starts", survey.runs().size());
        all.put("everySeconds", seconds(backtest.starts().every()));
        all.put("rolledBack", survey.rolledBack().size());
        all.put("rolledBackShare", survey.share());
        all.put("completed", survey.completed().size());
        all.put("unfinished", survey.unfinished().size());
        survey.length(0.5).ifPresent(length -> all.put("medianSeconds", seconds(length)));
        survey.length(1).ifPresent(length -> all.put("longestSeconds", seconds(length)));
        survey.held(1).ifPresent(held -> all.put("longestHeldSeconds", seconds(held)));
        survey.closest().ifPresent(closest -> all.set("closest", closest(closest)));
        ArrayNode incidents = all.putArray("incidents");
        survey.incidents()
                .forEach(incident -> incidents
                        .addObject()
                        .put("criterion", incident.culprit())
                        .put("from", incident.first().toString())
                        .put("to", incident.last().toString())
                        .put("starts", incident.starts())
                        .put("message", incident.message()));
        ArrayNode runs = document.putArray("runs");
        survey.runs().forEach(run -> runs.add(run(run)));
        document.put("queries", queries);
        document.put("looks", survey.looks());
        return document;
    }

    private ObjectNode first(Account account) {
        ObjectNode node = end(account.end());
        node.put("start", account.start().toString());
        ArrayNode stages = node.putArray("stages");
        account.stages()
                .forEach(stay -> stages.addObject()
                        .put("name", stay.stage().name())
                        .put("percentage", stay.stage().percentage().value())
                        .put("enteredAt", stay.enteredAt().toString())
                        .put("effectiveAt", stay.effectiveAt().toString())
                        .put("leftAt", stay.leftAt().toString())
                        .put("heldSeconds", seconds(account.held(stay))));
        ArrayNode criteria = node.putArray("criteria");
        account.looks().stream()
                .map(look -> look.criterion().name())
                .distinct()
                .forEach(name -> criteria.add(criterion(account, name)));
        return node;
    }

    private static ObjectNode criterion(Account account, String name) {
        ObjectNode node = JSON.createObjectNode().put("name", name);
        ObjectNode verdicts = node.putObject("verdicts");
        account.verdicts(name).forEach((verdict, count) -> verdicts.put(verdict.name(), count));
        account.closest(name).map(Survey.Nearest::of).ifPresent(look -> node.set("closest", closest(look)));
        return node;
    }

    private static ObjectNode closest(Survey.Nearest nearest) {
        return JSON.createObjectNode()
                .put("criterion", nearest.criterion())
                .put("stage", nearest.stage())
                .put("at", nearest.at().toString())
                .put("value", nearest.margin().value())
                .put("bound", nearest.margin().bound())
                .put("margin", nearest.margin().share());
    }

    private static ObjectNode run(Survey.Run run) {
        return end(run.end())
                .put("start", run.start().toString())
                .put("seconds", seconds(run.length()))
                .put("heldSeconds", seconds(run.held()));
    }

    private static ObjectNode end(End end) {
        ObjectNode node = JSON.createObjectNode();
        if (end instanceof Completed) {
            node.put("outcome", "Completed");
        } else if (end instanceof RolledBack back) {
            node.put("outcome", "RolledBack")
                    .put("criterion", back.cause().criterion().orElse(null))
                    .put("message", back.cause().message());
            back.stage().ifPresent(stage -> node.put("stage", stage.name()));
        } else if (end instanceof Unfinished unfinished) {
            node.put("outcome", "Unfinished")
                    .put("state", unfinished.reason().name())
                    .put("message", unfinished.message());
        } else {
            node.put("outcome", "Unanswered").put("message", ((Account.Unanswered) end).message());
        }
        return node.put("at", end.at().toString());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
