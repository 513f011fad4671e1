package dev.featurerollout.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.featurerollout.support.CelValues;
import dev.featurerollout.support.Manifests;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Flux makes of a FeatureRollout by the expressions in {@code gitops/flux}. */
@Tag("slow")
class FluxHealthTest {
    private static final Map<String, JsonNode> ROLLOUTS = Situations.all();
    private static final Cel CEL = CelFactory.standardCelBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("metadata", SimpleType.DYN)
            .addVar("spec", SimpleType.DYN)
            .addVar("status", SimpleType.DYN)
            .build();

    @ParameterizedTest
    @CsvSource({
        "not-seen,               InProgress, InProgress",
        "pending,                InProgress, Current",
        "progressing,            InProgress, Current",
        "holding,                InProgress, Current",
        "lowered,                InProgress, Current",
        "awaiting-approval,      InProgress, Current",
        "suspended,              InProgress, Current",
        "hold-at-reached,        InProgress, Current",
        "completed,              Current,    Current",
        "rolling-back,           InProgress, InProgress",
        "rolled-back,            Failed,     Failed",
        "rolled-back-on-request, Failed,     Failed",
        "invalid-spec,           Failed,     Failed",
        "flag-not-found,         Failed,     Failed",
        "invalid-query,          Failed,     Failed",
        "flag-contested,         Failed,     Failed",
        "edited-meanwhile,       InProgress, InProgress",
    })
    void health(String situation, String waiting, String accepting) {
        JsonNode rollout = ROLLOUTS.get(situation);
        assertThat(health("wait-for-completion.yaml", rollout)).isEqualTo(waiting);
        assertThat(health("accepted-is-enough.yaml", rollout)).isEqualTo(accepting);
    }

    /** Those are not judged by expressions: deletion is seen before, and the API server gives every rollout a status. */
    @Test
    void noOtherSituationIsLeftOut() {
        assertThat(ROLLOUTS).hasSize(17 + List.of("created", "being-deleted").size());
    }

    /** In the order of Flux: an old status, then each expression, and in progress if none of them holds. */
    private static String health(String file, JsonNode rollout) {
        if (rollout.at("/status/observedGeneration").asLong()
                != rollout.at("/metadata/generation").asLong()) {
            return "InProgress";
        }
        JsonNode check = Manifests.json(Path.of("gitops/flux", file)).at("/spec/healthCheckExprs/0");
        assertThat(check.get("apiVersion")).isEqualTo(rollout.get("apiVersion"));
        assertThat(check.get("kind")).isEqualTo(rollout.get("kind"));
        if (holds(check.get("inProgress").asText(), rollout)) {
            return "InProgress";
        }
        if (holds(check.get("failed").asText(), rollout)) {
            return "Failed";
        }
        return holds(check.get("current").asText(), rollout) ? "Current" : "InProgress";
    }

    private static boolean holds(String expression, JsonNode rollout) {
        try {
            return (Boolean) CEL.createProgram(CEL.compile(expression).getAst()).eval(CelValues.fields(rollout));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException(expression + " cannot be judged for " + rollout, e);
        }
    }
}
