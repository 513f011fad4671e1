package dev.featurerollout.forecast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.forecast.Forecast.Crowd;
import dev.featurerollout.forecast.Forecast.Step;
import java.util.List;

/** A forecast for programs: instants as RFC 3339, durations in seconds, differences as one text. */
public final class ForecastJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Forecast forecast;

    public ForecastJson(Forecast forecast) {
        this.forecast = forecast;
    }

    /** Returns the document. */
    public JsonNode render() {
        ObjectNode document = JSON.createObjectNode()
                .put("namespace", forecast.namespace())
                .put("name", forecast.name())
                .put("asOf", forecast.asOf().toString());
        forecast.standing().ifPresent(standing -> document.put("standing", standing));
        ArrayNode stages = document.putArray("stages");
        forecast.steps().forEach(step -> step(stages.addObject(), step));
        forecast.completion().ifPresent(completion -> {
            ObjectNode node = document.putObject("completion");
            crowds(node, completion.crowds());
            differences(node, completion.differences());
        });
        forecast.rollback().ifPresent(back -> {
            ObjectNode node = document.putObject("rollback")
                    .put("arrivesWithinSeconds", back.arrivesWithin().toSeconds());
            crowds(node, back.crowds());
            differences(node, back.differences());
        });
        ArrayNode losses = document.putArray("losses");
        forecast.losses().forEach(losses::add);
        return document;
    }

    private static void step(ObjectNode node, Step step) {
        node.put("name", step.stage().name())
                .put("percentage", step.stage().percentage().value())
                .put("audiences", step.stage().audiences())
                .put("current", step.isCurrent());
        step.stage().admitted().ifPresent(audience -> {
            ObjectNode admitted = node.putObject("audience").put("attribute", audience.attribute());
            audience.values().forEach(admitted.putArray("values")::add);
        });
        step.timing().enteredAt().ifPresent(at -> node.put("enteredAt", at.toString()));
        step.timing().effectiveAt().ifPresent(at -> node.put("effectiveAt", at.toString()));
        step.timing().leftAt().ifPresent(at -> node.put("leftAt", at.toString()));
        node.put("shortened", step.timing().isShortened());
        crowds(node, step.crowds());
        ArrayNode holds = node.putArray("heldBy");
        step.holds().forEach(hold -> holds.addObject().put("what", hold.what()).put("how", hold.how()));
        differences(node, step.differences());
    }

    private static void crowds(ObjectNode node, List<Crowd> crowds) {
        ArrayNode list = node.putArray("users");
        crowds.forEach(crowd -> list.addObject()
                .put("flag", crowd.flag())
                .put("evaluator", crowd.evaluator())
                .put("reachingTheRule", crowd.reaching())
                .put("of", crowd.of())
                .put("on", crowd.on())
                .put("gained", crowd.gained())
                .put("lost", crowd.lost())
                .put("withoutKey", crowd.withoutKey().name()));
    }

    private static void differences(ObjectNode node, List<Difference> differences) {
        ArrayNode list = node.putArray("differences");
        differences.forEach(difference -> list.addObject()
                .put("document", difference.document())
                .put("unified", String.join("\n", difference.unified()) + "\n"));
    }
}
