package dev.featurerollout.apply.format.document;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes small values on one line, as a syntax has them: {@code {on: 0, off: 100}} and its likes. */
public final class Inline {
    /** What some reader of YAML takes for something other than a text. */
    private static final Set<String> WORDS =
            Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf");

    private final Syntax syntax;

    /**
     * Prepares to write.
     *
     * @throws IllegalArgumentException for a syntax that has no mappings within mappings
     */
    public Inline(Syntax syntax) {
        if (syntax == Syntax.PROPERTIES || syntax == Syntax.ENV) {
            throw new IllegalArgumentException(syntax + " has no nested values");
        }
        this.syntax = syntax;
    }

    /** Returns a map that has its two members in order, and room for more. */
    public static Map<String, Object> inOrder(String first, Object one, String second, Object other) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(first, one);
        map.put(second, other);
        return map;
    }

    /** Returns a key with its value. */
    public String member(String key, Object value) {
        return key(key) + (syntax == Syntax.TOML ? " = " : ": ") + value(value);
    }

    /**
     * Returns a value: a map, a list, a text, or a number or truth value as it prints.
     *
     * @param value for members in their order a map that has one
     */
    public String value(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> member(entry.getKey().toString(), entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(this::value).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof String text) {
            return syntax == Syntax.YAML && isPlainYaml(text) ? text : quoted(text);
        }
        return value.toString();
    }

    private String key(String key) {
        boolean bare = switch (syntax) {
            case YAML -> isPlainYaml(key);
            case TOML -> key.matches("[A-Za-z0-9_-]+");
            default -> false;
        };
        return bare ? key : quoted(key);
    }

    private static boolean isPlainYaml(String text) {
        return text.matches("[A-Za-z_][A-Za-z0-9_.-]*") && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
