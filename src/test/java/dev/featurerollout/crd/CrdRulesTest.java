package dev.featurerollout.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.support.InvalidManifest;
import dev.featurerollout.support.InvalidManifest.By;
import dev.featurerollout.support.Manifests;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every CEL rule of the CRD compiles, accepts what is valid, and refuses the mistake it is made for. */
class CrdRulesTest {
    private static final CrdRules RULES = new CrdRules(CrdSchema.root());

    static List<Path> valid() {
        return Manifests.valid();
    }

    static Stream<InvalidManifest> refusedByARule() {
        return Manifests.invalid().stream().filter(it -> it.by() == By.RULE);
    }

    static Stream<InvalidManifest> leftToTheOperator() {
        return Manifests.invalid().stream().filter(it -> it.by() == By.OPERATOR);
    }

    @ParameterizedTest
    @MethodSource
    void valid(Path manifest) {
        assertThat(RULES.brokenBy(Manifests.json(manifest))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void refusedByARule(InvalidManifest manifest) {
        assertThat(RULES.brokenBy(manifest.json()))
                .as("one mistake, one message")
                .singleElement()
                .matches(rule -> manifest.isToldBy(rule.message()), "says " + manifest.expected());
    }

    @ParameterizedTest
    @MethodSource
    void leftToTheOperator(InvalidManifest manifest) {
        assertThat(RULES.brokenBy(manifest.json())).isEmpty();
    }

    @Test
    void everyRuleIsBrokenBySomeManifest() {
        Set<String> broken = refusedByARule()
                .flatMap(it -> RULES.brokenBy(it.json()).stream())
                .map(CrdRules.Rule::message)
                .collect(Collectors.toSet());
        assertThat(RULES.all()).isNotEmpty().allMatch(rule -> broken.contains(rule.message()));
    }

    @Test
    void aRuleWithAMisspeltFieldDoesNotCompile() {
        JsonNode schema = CrdSchema.root().node();
        ObjectNode rule = (ObjectNode) schema.at("/properties/spec/x-kubernetes-validations/0");
        rule.put("rule", "has(self.stagse)");
        assertThatThrownBy(() -> new CrdRules(new CrdSchema("", schema))).hasStackTraceContaining("stagse");
    }
}
