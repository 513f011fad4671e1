package dev.featurerollout.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.model.Reason;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What Argo CD makes of a FeatureRollout: its health, and what one may do with it. */
class ArgoCdTest {
    private static final Map<String, JsonNode> ROLLOUTS = Situations.all();

    static Set<String> situations() {
        return ROLLOUTS.keySet();
    }

    @ParameterizedTest
    @CsvSource({
        "created,                Progressing",
        "not-seen,               Progressing",
        "pending,                Progressing",
        "progressing,            Progressing",
        "holding,                Progressing",
        "lowered,                Progressing",
        "awaiting-approval,      Suspended",
        "suspended,              Suspended",
        "hold-at-reached,        Suspended",
        "completed,              Healthy",
        "rolling-back,           Progressing",
        "rolled-back,            Degraded",
        "rolled-back-on-request, Degraded",
        "invalid-spec,           Degraded",
        "flag-not-found,         Degraded",
        "invalid-query,          Degraded",
        "flag-contested,         Degraded",
        "edited-meanwhile,       Progressing",
        "being-deleted,          Progressing"
    })
    void health(String situation, String expected) {
        assertThat(ArgoCd.health(ROLLOUTS.get(situation)).status()).isEqualTo(expected);
    }

    @Test
    void everySituationOfTheApiIsAmongThem() {
        Set<Reason> reasons = ROLLOUTS.values().stream()
                .flatMap(rollout -> Situations.reason(rollout).stream())
                .collect(Collectors.toSet());
        assertThat(reasons).containsExactlyInAnyOrder(Reason.values());
    }

    @ParameterizedTest
    @MethodSource("situations")
    void theMessageIsThatOfTheRolloutUnlessItIsOldOrGoing(String situation) {
        JsonNode rollout = ROLLOUTS.get(situation);
        String expected = switch (situation) {
            case "edited-meanwhile" -> "Not seen by the operator yet";
            case "being-deleted" -> "Pending deletion; blocked by finalizers: featurerollout.dev/restore-flags";
            default -> Situations.message(rollout).orElse("Not seen by the operator yet");
        };
        assertThat(ArgoCd.health(rollout).message()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "created,                suspend",
        "not-seen,               suspend",
        "progressing,            suspend rollback",
        "suspended,              resume rollback",
        "hold-at-reached,        suspend release-hold rollback",
        "completed,              rollback",
        "rolled-back,            ''",
        "rolled-back-on-request, withdraw-rollback",
        "flag-contested,         suspend rollback"
    })
    void onlyWhatMakesSenseIsOffered(String situation, String offered) {
        assertThat(offered(ROLLOUTS.get(situation))).hasToString(offered);
    }

    private static String offered(JsonNode rollout) {
        Map<String, Boolean> disabled = ArgoCd.discover(rollout);
        assertThat(disabled.keySet()).containsExactlyInAnyOrderElementsOf(ArgoCd.ACTIONS);
        return ArgoCd.ACTIONS.stream().filter(action -> !disabled.get(action)).collect(Collectors.joining(" "));
    }

    @Test
    void anActionChangesItsFieldAndNothingElse() {
        for (ArgoCd.Sample sample : ArgoCd.SAMPLES) {
            JsonNode before = ROLLOUTS.get(sample.situation());
            assertThat(ArgoCd.act(sample.action(), before))
                    .as(sample.action())
                    .isEqualTo(sample.after(before))
                    .isNotEqualTo(before);
        }
        assertThat(ArgoCd.SAMPLES.stream().map(ArgoCd.Sample::action)).containsExactlyElementsOf(ArgoCd.ACTIONS);
    }

    @Test
    void aRollbackIsAskedForWhateverElseTheSpecSaysAboutIt() {
        ObjectNode rollout = ROLLOUTS.get(Situations.RUNNING).deepCopy();
        ((ObjectNode) rollout.get("spec")).putObject("rollback").put("to", "Zero");
        assertThat(ArgoCd.act("rollback", rollout).at("/spec/rollback"))
                .hasToString("{\"requested\":true,\"to\":\"Zero\"}");
    }

    @Test
    void theyAreInTheConfigMapThatArgoCdReads() {
        JsonNode data =
                Serialization.unmarshal(ArgoCd.configMap(), JsonNode.class).get("data");
        assertThat(data.get("resource.customizations.health.featurerollout.dev_FeatureRollout")
                        .asText())
                .isEqualTo(ArgoCd.script("health.lua"));
        JsonNode actions = Serialization.unmarshal(
                data.get("resource.customizations.actions.featurerollout.dev_FeatureRollout")
                        .asText(),
                JsonNode.class);
        assertThat(actions.get("discovery.lua").asText()).isEqualTo(ArgoCd.script("actions/discovery.lua"));
        Map<String, String> definitions = new TreeMap<>();
        actions.get("definitions")
                .forEach(action -> definitions.put(
                        action.get("name").asText(), action.get("action.lua").asText()));
        assertThat(definitions)
                .isEqualTo(new TreeMap<>(ArgoCd.ACTIONS.stream()
                        .collect(Collectors.toMap(
                                action -> action, action -> ArgoCd.script("actions/" + action + "/action.lua")))));
    }

    @Test
    void nothingIsUsedThatArgoCdDoesNotGiveToScripts() {
        List<String> scripts = Stream.concat(
                        Stream.of("health.lua", "actions/discovery.lua"),
                        ArgoCd.ACTIONS.stream().map(action -> "actions/" + action + "/action.lua"))
                .map(ArgoCd::script)
                .toList();
        assertThat(scripts).noneMatch(script -> script.matches("(?s).*\\b(string|math|os|io|require|goto)\\b.*"));
    }
}
