package dev.featurerollout.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.support.Crd;
import dev.featurerollout.support.InvalidManifest;
import dev.featurerollout.support.InvalidManifest.By;
import dev.featurerollout.support.Manifests;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every CEL rule of the CRDs compiles, accepts what is valid, and refuses the mistake it is made for. */
class CrdRulesTest {
    private static final Map<Crd, CrdRules> RULES =
            Stream.of(Crd.values()).collect(Collectors.toMap(crd -> crd, crd -> new CrdRules(CrdSchema.root(crd))));

    static Stream<Arguments> valid() {
        return Stream.of(Crd.values()).flatMap(crd -> crd.valid().stream().map(manifest -> arguments(crd, manifest)));
    }

    static Stream<Arguments> refusedByARule() {
        return invalid(By.RULE);
    }

    static Stream<Arguments> leftToTheOperator() {
        return invalid(By.OPERATOR);
    }

    private static Stream<Arguments> invalid(By by) {
        return Stream.of(Crd.values())
                .flatMap(crd ->
                        crd.invalid().stream().filter(it -> it.by() == by).map(manifest -> arguments(crd, manifest)));
    }

    @ParameterizedTest
    @MethodSource
    void valid(Crd crd, Path manifest) {
        assertThat(RULES.get(crd).brokenBy(Manifests.json(manifest))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void refusedByARule(Crd crd, InvalidManifest manifest) {
        assertThat(RULES.get(crd).brokenBy(manifest.json()))
                .as("one mistake, one message")
                .singleElement()
                .matches(rule -> manifest.isToldBy(rule.message()), "says " + manifest.expected());
    }

    @ParameterizedTest
    @MethodSource
    void leftToTheOperator(Crd crd, InvalidManifest manifest) {
        assertThat(RULES.get(crd).brokenBy(manifest.json())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleIsBrokenBySomeManifest(Crd crd) {
        CrdRules rules = RULES.get(crd);
        Set<String> broken = crd.invalid().stream()
                .filter(it -> it.by() == By.RULE)
                .flatMap(it -> rules.brokenBy(it.json()).stream())
                .map(CrdRules.Rule::message)
                .collect(Collectors.toSet());
        assertThat(rules.all())
                .filteredOn(rule -> !rule.path().startsWith("spec.criteria[]")) // a copy of a rollout's
                .isNotEmpty()
                .allMatch(rule -> broken.contains(rule.message()));
    }

    @Test
    void aRuleWithAMisspeltFieldDoesNotCompile() {
        JsonNode schema = CrdSchema.root(Crd.FEATURE_ROLLOUT).node();
        ObjectNode rule = (ObjectNode) schema.at("/properties/spec/x-kubernetes-validations/0");
        rule.put("rule", "has(self.stagse)");
        assertThatThrownBy(() -> new CrdRules(new CrdSchema("", schema))).hasStackTraceContaining("stagse");
    }
}
