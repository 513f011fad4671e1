package dev.featurerollout.crd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.featurerollout.support.CelValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The CEL rules of the CRD, compiled, to be judged without an API server. */
final class CrdRules {
    private final SchemaTypes types;
    private final List<Rule> rules = new ArrayList<>();

    /** One rule; {@code path} is where its {@code self} stands. */
    record Rule(String path, String message, CelRuntime.Program program) {
        @Override
        public String toString() {
            return path + ": " + message;
        }
    }

    CrdRules(CrdSchema root) {
        types = new SchemaTypes(root);
        for (CrdSchema schema : root.all()) {
            for (JsonNode rule : schema.node().path("x-kubernetes-validations")) {
                rules.add(compile(
                        schema, rule.get("rule").asText(), rule.get("message").asText()));
            }
        }
    }

    List<Rule> all() {
        return rules;
    }

    /** Returns the rules that a manifest breaks, each as often as it does. */
    List<Rule> brokenBy(JsonNode manifest) {
        List<Rule> broken = new ArrayList<>();
        judge("", manifest, broken);
        return broken;
    }

    private void judge(String path, JsonNode value, List<Rule> broken) {
        for (Rule rule : rules) {
            if (rule.path().equals(path) && !holds(rule, value)) {
                broken.add(rule);
            }
        }
        for (JsonNode item : value.isArray() ? value : List.<JsonNode>of()) {
            judge(path + "[]", item, broken);
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            judge(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), broken);
        }
    }

    private static boolean holds(Rule rule, JsonNode value) {
        try {
            return (Boolean) rule.program().eval(Map.of("self", CelValues.of(value)));
        } catch (CelEvaluationException e) {
            throw new IllegalStateException(rule + " cannot be judged for " + value, e);
        }
    }

    private Rule compile(CrdSchema schema, String rule, String message) {
        Cel cel = CelFactory.standardCelBuilder()
                .setTypeProvider(types)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar("self", SchemaTypes.of(schema))
                .setResultType(SimpleType.BOOL)
                .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                        "isSorted",
                        CelOverloadDecl.newMemberOverload(
                                "list_double_is_sorted", SimpleType.BOOL, ListType.create(SimpleType.DOUBLE))))
                .addFunctionBindings(CelFunctionBinding.from("list_double_is_sorted", List.class, CrdRules::isSorted))
                .build();
        try {
            return new Rule(
                    schema.path(), message, cel.createProgram(cel.compile(rule).getAst()));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException(schema + ": " + rule + " does not compile", e);
        }
    }

    /** A function that Kubernetes adds to CEL. */
    private static boolean isSorted(List<?> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            if ((Double) numbers.get(i - 1) > (Double) numbers.get(i)) {
                return false;
            }
        }
        return true;
    }
}
