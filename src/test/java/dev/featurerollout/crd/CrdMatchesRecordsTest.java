package dev.featurerollout.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.CriteriaTemplateSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.MetricsProviderSpec;
import dev.featurerollout.api.v1alpha1.MetricsProviderStatus;
import dev.featurerollout.support.Crd;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The CRDs and the records know the same fields: what one of them lacks would be lost in silence. */
class CrdMatchesRecordsTest {

    private static Class<?> spec(Crd crd) {
        return switch (crd) {
            case FEATURE_ROLLOUT -> FeatureRolloutSpec.class;
            case METRICS_PROVIDER -> MetricsProviderSpec.class;
            case CRITERIA_TEMPLATE, CLUSTER_CRITERIA_TEMPLATE -> CriteriaTemplateSpec.class;
        };
    }

    private static Class<?> status(Crd crd) {
        return switch (crd) {
            case FEATURE_ROLLOUT -> FeatureRolloutStatus.class;
            case METRICS_PROVIDER -> MetricsProviderStatus.class;
            default -> throw new IllegalArgumentException(crd + " have no status");
        };
    }

    /** One record is a criterion of both: what names a template cannot stand in one. */
    private static final List<String> OF_ROLLOUTS_ONLY =
            List.of("spec.criteria[].templateRef: not in the CRD", "spec.criteria[].args: not in the CRD");

    static Stream<Crd> withStatus() {
        return Stream.of(Crd.values()).filter(Crd::hasStatus);
    }

    @ParameterizedTest
    @EnumSource
    void specHasTheSameFields(Crd crd) {
        assertThat(differences(CrdSchema.root(crd).property("spec"), spec(crd)))
                .isEqualTo(spec(crd) == CriteriaTemplateSpec.class ? OF_ROLLOUTS_ONLY : List.of());
    }

    @ParameterizedTest
    @MethodSource("withStatus")
    void statusHasTheSameFields(Crd crd) {
        assertThat(differences(CrdSchema.root(crd).property("status"), status(crd)))
                .isEmpty();
    }

    /** The integration test sends it through the records and a real API server. */
    @ParameterizedTest
    @MethodSource("withStatus")
    void theExampleOfAStatusSetsEveryField(Crd crd) {
        JsonNode example = crd.status();
        assertThat(CrdSchema.root(crd).property("status").all())
                .filteredOn(field ->
                        !field.node().has("properties") && !field.path().endsWith("[]"))
                .allMatch(field -> !example.at(pointer(field)).isMissingNode());
    }

    private static String pointer(CrdSchema field) {
        return field.path().replaceFirst("^status", "").replace("[]", "/0").replace('.', '/');
    }

    private record Known(String known, Inner both) {}

    private record Inner(Integer number, List<String> names) {}

    @Test
    void differencesAreFoundOnBothSides() {
        assertThat(differences(CrdSchema.root(Crd.FEATURE_ROLLOUT).property("spec"), Known.class))
                .contains("spec.known: not in the CRD", "spec.both: not in the CRD", "spec.flags: not in Known");
    }

    private static List<String> differences(CrdSchema schema, Type type) {
        List<String> found = new ArrayList<>();
        compare(schema, type, found);
        return found;
    }

    private static void compare(CrdSchema schema, Type type, List<String> found) {
        String expected = schemaType(type);
        String actual = schema.isIntOrString() ? "int-or-string" : schema.type() + format(schema);
        boolean text = type == String.class && schema.isIntOrString();
        if (!actual.equals(expected) && !text) {
            found.add(schema + ": " + actual + " in the CRD, but " + expected + " in the record");
        } else if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            compare(schema.values(), map.getActualTypeArguments()[1], found);
        } else if (type instanceof ParameterizedType list) {
            compare(schema.items(), list.getActualTypeArguments()[0], found);
        } else if (type instanceof Class<?> record && record.isRecord() && !schema.isFree()) {
            compareFields(schema, record, found);
        }
    }

    private static void compareFields(CrdSchema schema, Class<?> record, List<String> found) {
        Set<String> names = new TreeSet<>();
        for (RecordComponent component : record.getRecordComponents()) {
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null ? component.getName() : renamed.value();
            names.add(name);
            CrdSchema property = schema.property(name);
            if (property.exists()) {
                compare(property, component.getGenericType(), found);
            } else {
                found.add(property + ": not in the CRD");
            }
        }
        schema.node().path("properties").fieldNames().forEachRemaining(field -> {
            if (!names.contains(field)) {
                found.add(schema.property(field) + ": not in " + record.getSimpleName());
            }
        });
    }

    private static String format(CrdSchema schema) {
        return schema.node().has("format") ? " " + schema.node().get("format").asText() : "";
    }

    /** Returns how the CRD should describe a type of the records. */
    private static String schemaType(Type type) {
        if (type instanceof ParameterizedType container) {
            return container.getRawType() == Map.class ? "object" : "array";
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return "object";
        }
        return switch (plain.getSimpleName()) {
            case "String" -> "string";
            case "Boolean" -> "boolean";
            case "Integer" -> "integer int32";
            case "Long" -> "integer int64";
            case "Instant" -> "string date-time";
            default -> throw new IllegalStateException("no schema type is known for " + type);
        };
    }
}
