package dev.featurerollout.crd;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.Optional;

/** The types a CEL compiler sees in a schema, as an API server declares them: a misspelt field does not compile. */
final class SchemaTypes implements CelTypeProvider {
    private final ImmutableList<CelType> types;

    SchemaTypes(CrdSchema root) {
        types = root.all().stream()
                .filter(it -> it.type().equals("object") && !it.values().exists())
                .map(SchemaTypes::of)
                .collect(ImmutableList.toImmutableList());
    }

    static CelType of(CrdSchema schema) {
        if (schema.isIntOrString()) {
            return SimpleType.DYN;
        }
        return switch (schema.type()) {
            case "object" ->
                schema.values().exists() ? MapType.create(SimpleType.STRING, of(schema.values())) : struct(schema);
            case "array" -> ListType.create(of(schema.items()));
            case "boolean" -> SimpleType.BOOL;
            case "integer" -> SimpleType.INT;
            case "string" -> schema.node().has("format") ? SimpleType.TIMESTAMP : SimpleType.STRING;
            default -> throw new IllegalStateException(schema + " has the type " + schema.type());
        };
    }

    private static StructType struct(CrdSchema schema) {
        ImmutableSet<String> fields = schema.node().path("properties").properties().stream()
                .map(field -> field.getKey())
                .collect(ImmutableSet.toImmutableSet());
        String name = "schema." + schema.path().replace("[]", "_item");
        return StructType.create(
                name,
                fields,
                field -> Optional.of(schema.property(field))
                        .filter(CrdSchema::exists)
                        .map(SchemaTypes::of));
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return types;
    }

    @Override
    public Optional<CelType> findType(String name) {
        return types.stream().filter(type -> type.name().equals(name)).findFirst();
    }
}
