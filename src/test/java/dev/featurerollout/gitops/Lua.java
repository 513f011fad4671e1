package dev.featurerollout.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;

/** A Lua interpreter with the libraries that Argo CD gives to scripts, and no others: the basics, and tables. */
final class Lua {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Lua() {}

    /** Returns what a script makes of {@code obj}. */
    static JsonNode run(String script, JsonNode obj) {
        Globals globals = new Globals();
        globals.load(new BaseLib());
        globals.load(new PackageLib()); // the next one registers itself with it
        globals.load(new TableLib());
        globals.set("package", LuaValue.NIL);
        globals.set("require", LuaValue.NIL);
        LoadState.install(globals);
        LuaC.install(globals);
        globals.set("obj", lua(obj));
        return json(globals.load(script).call(), obj);
    }

    private static LuaValue lua(JsonNode value) {
        if (value.isObject()) {
            LuaTable table = new LuaTable();
            value.properties().forEach(field -> table.set(field.getKey(), lua(field.getValue())));
            return table;
        }
        if (value.isArray()) {
            LuaTable table = new LuaTable();
            for (int i = 0; i < value.size(); i++) {
                table.set(i + 1, lua(value.get(i)));
            }
            return table;
        }
        if (value.isBoolean()) {
            return LuaValue.valueOf(value.booleanValue());
        }
        return value.isNumber() ? LuaValue.valueOf(value.doubleValue()) : LuaValue.valueOf(value.asText());
    }

    /** @param like tells, as Argo CD does it, whether an empty table is an object or an array */
    private static JsonNode json(LuaValue value, JsonNode like) {
        if (value.istable()) {
            LuaTable table = value.checktable();
            boolean array =
                    table.length() > 0 || table.next(LuaValue.NIL).arg1().isnil() && !like.isObject();
            return array ? array(table, like) : object(table, like);
        }
        if (value.isboolean()) {
            return JSON.booleanNode(value.toboolean());
        }
        return value.type() == LuaValue.TNUMBER ? JSON.numberNode(value.tolong()) : JSON.textNode(value.tojstring());
    }

    private static ArrayNode array(LuaTable table, JsonNode like) {
        ArrayNode array = JSON.arrayNode();
        for (int i = 1; i <= table.length(); i++) {
            array.add(json(table.get(i), like.path(i - 1)));
        }
        return array;
    }

    private static ObjectNode object(LuaTable table, JsonNode like) {
        ObjectNode object = JSON.objectNode();
        for (Varargs next = table.next(LuaValue.NIL); !next.arg1().isnil(); next = table.next(next.arg1())) {
            String name = next.arg1().tojstring();
            object.set(name, json(next.arg(2), like.path(name)));
        }
        return sorted(object);
    }

    private static ObjectNode sorted(ObjectNode object) {
        ObjectNode sorted = JSON.objectNode();
        object.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(field -> sorted.set(field.getKey(), field.getValue()));
        return sorted;
    }
}
