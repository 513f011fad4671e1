package dev.featurerollout.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.support.Crd;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The CRDs keep the Kubernetes API conventions; whoever adds a field is told what it lacks. */
class CrdConventionsTest {
    private static final int BYTES_OF_A_LAST_APPLIED_ANNOTATION = 200_000;

    @Test
    void everyFieldIsDescribed() {
        assertThat(missing(
                        fields(), it -> sentence(it.node().path("description").asText())))
                .isEmpty();
    }

    @Test
    void everyStringIsBounded() {
        Predicate<CrdSchema> bounded = it -> it.node().has("maxLength")
                || it.node().has("enum")
                || "date-time".equals(it.node().path("format").asText());
        assertThat(missing(ofType("string"), bounded)).isEmpty();
    }

    @Test
    void everyNumberIsBoundedAndHasAFormat() {
        Predicate<CrdSchema> bounded = it -> it.node().has("minimum")
                && List.of("int32", "int64").contains(it.node().path("format").asText());
        assertThat(missing(ofType("integer"), bounded)).isEmpty();
        assertThat(ofType("number")).as("floats lose digits").isEmpty();
    }

    @Test
    void everyIntOrStringIsBoundedAndHasAPattern() {
        assertThat(missing(
                        fields().filter(CrdSchema::isIntOrString),
                        it -> it.node().has("pattern") && it.node().has("maxLength")))
                .isEmpty();
    }

    @Test
    void everyListIsBoundedAndSaysHowItIsMerged() {
        Predicate<CrdSchema> bounded =
                it -> it.node().has("maxItems") && it.node().has("x-kubernetes-list-type");
        assertThat(missing(ofType("array"), bounded)).isEmpty();
    }

    @Test
    void theKeysOfAListAreRequired() {
        Predicate<CrdSchema> required = it -> texts(it.items().node().path("required"))
                .containsAll(texts(it.node().path("x-kubernetes-list-map-keys")));
        assertThat(missing(
                        ofType("array").filter(CrdConventionsTest::isMap),
                        it -> !texts(it.node().path("x-kubernetes-list-map-keys"))
                                .isEmpty()))
                .isEmpty();
        assertThat(missing(ofType("array").filter(CrdConventionsTest::isMap), required))
                .isEmpty();
    }

    @Test
    void everyObjectNamesItsFieldsOrIsBounded() {
        Predicate<CrdSchema> bounded =
                it -> it.node().has("properties") || it.node().has("maxProperties") || it.isFree();
        assertThat(missing(ofType("object"), bounded)).isEmpty();
        assertThat(fields().filter(CrdSchema::isFree).map(CrdSchema::path)).containsExactly("status.accepted.spec");
    }

    @Test
    void enumsAreInCamelCase() {
        assertThat(missing(
                        fields().filter(it -> it.node().has("enum")),
                        it -> texts(it.node().get("enum")).stream()
                                .allMatch(text -> text.matches("([A-Z][a-z0-9]+)+"))))
                .isEmpty();
    }

    @Test
    void onlyTheStatusHasADefault() {
        List<CrdSchema> defaulted =
                fields().filter(it -> it.node().has("default")).toList();
        assertThat(defaulted)
                .hasSize((int) Stream.of(Crd.values()).filter(Crd::hasStatus).count())
                .allSatisfy(it -> {
                    assertThat(it.path()).isEqualTo("status");
                    assertThat(it.node().get("default")).hasToString("{\"observedGeneration\":-1}");
                });
    }

    @Test
    void criteriaAreTheSameInAStageAsInTheSpec() {
        CrdSchema spec = CrdSchema.root(Crd.FEATURE_ROLLOUT).property("spec");
        CrdSchema stage = spec.property("stages").items();
        assertThat(stage.property("successCriteria").items().node())
                .isEqualTo(spec.property("successCriteria").items().node());
    }

    @Test
    void criteriaOfATemplateAreThoseOfARolloutButForWhatNamesATemplate() {
        CrdSchema rollout = CrdSchema.root(Crd.FEATURE_ROLLOUT)
                .property("spec")
                .property("successCriteria")
                .items();
        CrdSchema template = CrdSchema.root(Crd.CRITERIA_TEMPLATE)
                .property("spec")
                .property("criteria")
                .items();
        ObjectNode fields = rollout.node().get("properties").deepCopy();
        fields.remove(List.of("templateRef", "args"));
        assertThat(template.node().get("properties")).isEqualTo(fields);
        assertThat(template.node().get("x-kubernetes-validations"))
                .as("one rule is about args alone")
                .hasSize(rollout.node().get("x-kubernetes-validations").size() - 1);
        assertThat(template.node().toString()).doesNotContain("self.templateRef", "self.args");
    }

    @Test
    void theTwoTemplatesAreTheSameButForTheirScope() {
        assertThat(CrdSchema.root(Crd.CLUSTER_CRITERIA_TEMPLATE).property("spec"))
                .isEqualTo(CrdSchema.root(Crd.CRITERIA_TEMPLATE).property("spec"));
        assertThat(Crd.CRITERIA_TEMPLATE.definition().at("/spec/scope").asText())
                .isEqualTo("Namespaced");
        assertThat(Crd.CLUSTER_CRITERIA_TEMPLATE.definition().at("/spec/scope").asText())
                .isEqualTo("Cluster");
    }

    @Test
    void everyRuleHasAMessageThatSaysWhatMendsIt() {
        fields().forEach(schema -> {
            for (JsonNode rule : schema.node().path("x-kubernetes-validations")) {
                assertThat(rule.path("message").asText())
                        .as(rule.path("rule").asText())
                        .hasSizeBetween(20, 200);
            }
        });
    }

    @Test
    void theColumnsAreThoseOfTheContract() {
        assertThat(columns(Crd.FEATURE_ROLLOUT))
                .containsExactly("State", "Stage", "Percent", "Criteria", "Message", "Details", "Age");
        assertThat(columns(Crd.METRICS_PROVIDER)).containsExactly("Ready", "Version", "Address", "Message", "Age");
    }

    private static List<String> columns(Crd crd) {
        return crd.definition().at("/spec/versions/0/additionalPrinterColumns").findValuesAsText("name");
    }

    @Test
    void kubectlGetListsAllOfThemByOneCategory() {
        assertThat(Crd.values())
                .allSatisfy(crd -> assertThat(crd.definition().at("/spec/names/categories"))
                        .hasToString("[\"feature-rollout\"]"));
    }

    /** With {@code kubectl get}, {@code patch} or {@code delete}, a category wins over a resource of the same name. */
    @Test
    void theCategoryIsNoNameOfAResource() {
        for (Crd crd : Crd.values()) {
            JsonNode names = crd.definition().at("/spec/names");
            assertThat(texts(names.path("shortNames")))
                    .isEqualTo(crd == Crd.FEATURE_ROLLOUT ? List.of("fr") : List.of());
            assertThat(names.path("plural").asText()).isNotEqualTo("feature-rollout");
            assertThat(names.path("singular").asText()).isNotEqualTo("feature-rollout");
        }
    }

    @Test
    void theFileIsSmallEnoughForKubectlApply() throws IOException {
        for (Crd crd : Crd.values()) {
            assertThat(Files.size(crd.file())).isLessThan(BYTES_OF_A_LAST_APPLIED_ANNOTATION);
        }
    }

    private static Stream<CrdSchema> fields() {
        return Stream.of(Crd.values())
                .flatMap(crd -> CrdSchema.root(crd).all().stream())
                .filter(it -> !it.path().isEmpty() && !it.path().equals("metadata"));
    }

    private static Stream<CrdSchema> ofType(String type) {
        return fields().filter(it -> it.type().equals(type));
    }

    private static List<CrdSchema> missing(Stream<CrdSchema> fields, Predicate<CrdSchema> wanted) {
        List<CrdSchema> all = fields.toList();
        assertThat(all).isNotEmpty();
        return all.stream().filter(wanted.negate()).toList();
    }

    private static boolean isMap(CrdSchema list) {
        return "map".equals(list.node().path("x-kubernetes-list-type").asText());
    }

    private static boolean sentence(String description) {
        return description.length() >= 4 && description.endsWith(".");
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
