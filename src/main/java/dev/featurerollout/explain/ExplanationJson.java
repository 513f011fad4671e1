package dev.featurerollout.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.explain.Explanation.Answer;
import dev.featurerollout.explain.Explanation.Look;
import dev.featurerollout.model.DurationText;

/** An explanation for programs. */
public final class ExplanationJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Explanation explanation;

    public ExplanationJson(Explanation explanation) {
        this.explanation = explanation;
    }

    /** Returns the document. */
    public JsonNode render() {
        ObjectNode document = JSON.createObjectNode()
                .put("namespace", explanation.namespace())
                .put("name", explanation.name())
                .put("asOf", explanation.asOf().toString())
                .put("state", explanation.state())
                .put("message", explanation.message())
                .put("rule", explanation.rule())
                .put("ruleAgrees", explanation.agrees())
                .put("differs", explanation.differs());
        strings(document.putArray("position"), explanation.position());
        ArrayNode criteria = document.putArray("criteria");
        explanation.criteria().forEach(look -> criteria.add(look(look)));
        explanation.rollback().ifPresent(look -> document.set("rolledBackBy", look(look)));
        strings(document.putArray("history"), explanation.history());
        return document;
    }

    private static void strings(ArrayNode array, Iterable<String> lines) {
        lines.forEach(array::add);
    }

    private static ObjectNode look(Look look) {
        ObjectNode node = JSON.createObjectNode()
                .put("name", look.criterion().name())
                .put("role", look.criterion().role().name())
                .put("bounds", look.criterion().boundText())
                .put("at", look.at().toString())
                .put("look", look.number())
                .put("effectiveAt", look.effectiveAt().toString())
                .put("interval", DurationText.format(look.criterion().interval()))
                .put("window", DurationText.format(look.window()))
                .put("query", look.query())
                .put("follows", look.follows())
                .put("differs", look.differs());
        look.recorded().ifPresent(answer -> node.set("recorded", answer(answer)));
        look.today().ifPresent(answer -> node.set("today", answer(answer)));
        return node;
    }

    private static ObjectNode answer(Answer answer) {
        ObjectNode node =
                JSON.createObjectNode().put("verdict", answer.verdict().name());
        answer.value().ifPresent(value -> node.put("value", value));
        return node.put("message", answer.message());
    }
}
