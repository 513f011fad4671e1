package dev.featurerollout.apply.featureflag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.apply.format.CanonicalJson;
import java.util.Set;
import java.util.TreeSet;

/**
 * The JSON patch from one {@code spec.flagSpec} to another. Pure.
 *
 * <p>It names the members that differ, as deep as there are objects. A list is replaced as a whole, as the API server
 * knows an owner of a list as a whole.
 */
final class FlagSpecPatch {
    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

    private FlagSpecPatch() {}

    /** Returns the patch, which is refused with 409 if the FeatureFlag has another version by then. */
    static String of(String resourceVersion, String before, String after) {
        FlagSpecPatch patch = new FlagSpecPatch();
        patch.add("replace", "/metadata/resourceVersion")
                .set("value", JsonNodeFactory.instance.textNode(resourceVersion));
        patch.compare("/spec/flagSpec", CanonicalJson.tree(before), CanonicalJson.tree(after));
        return patch.operations.toString();
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        if (!before.isObject() || !after.isObject()) {
            add("replace", path).set("value", after);
            return;
        }
        Set<String> names = new TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String member = path + "/" + name.replace("~", "~0").replace("/", "~1");
            if (!after.has(name)) {
                add("remove", member);
            } else if (before.has(name)) {
                compare(member, before.get(name), after.get(name));
            } else {
                add("add", member).set("value", after.get(name));
            }
        }
    }

    private ObjectNode add(String operation, String path) {
        return operations.addObject().put("op", operation).put("path", path);
    }
}
