package dev.featurerollout.apply.format.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Every node says what other readers of the document read, and stands where it says it does. */
class DocumentPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Property(tries = 300)
    void aJsonTreeIsWhatJacksonReads(@ForAll("values") Object value, @ForAll boolean indented) throws Exception {
        ObjectWriter writer = indented ? JSON.writerWithDefaultPrettyPrinter() : JSON.writer();
        String text = writer.writeValueAsString(value);

        Document document = Document.parse(Syntax.JSON, text);

        assertSame(document, document.root(), JSON.readTree(text));
        assertSourcesAreJson(document, document.root());
    }

    private static void assertSourcesAreJson(Document document, Node node) throws Exception {
        assertSame(document, node, JSON.readTree(document.source(node)));
        for (Node child : children(node)) {
            assertSourcesAreJson(document, child);
        }
    }

    @Property(tries = 300)
    void aYamlTreeIsWhatOthersRead(
            @ForAll("values") Object value,
            @ForAll FlowStyle flow,
            @ForAll("styles") ScalarStyle style,
            @ForAll("breaks") String lineBreak)
            throws Exception {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(flow)
                .setDefaultScalarStyle(style)
                .setBestLineBreak(lineBreak)
                .build();
        String text = "# 😀 first" + lineBreak + new Dump(settings).dumpToString(value);
        // The writer's own block scalars are at times too deep for its reader.
        Assume.that(canBeRead(text));

        Document document = Document.parse(Syntax.YAML, text);

        assertThat(plain(document.root())).isEqualTo(plain(read(text)));
        assertSourcesAreYaml(document, document.root());
    }

    private static void assertSourcesAreYaml(Document document, Node node) {
        boolean alone = node instanceof Scalar scalar && scalar.quotes() != Node.Quotes.BLOCK
                || node instanceof Sequence list && list.layout() == Node.Layout.BRACKETS;
        if (alone) {
            assertThat(plain(read(document.source(node)))).isEqualTo(plain(node));
        }
        children(node).forEach(child -> assertSourcesAreYaml(document, child));
    }

    private static boolean canBeRead(String text) {
        try {
            read(text);
            return true;
        } catch (YamlEngineException e) {
            return false;
        }
    }

    private static Object read(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    @Property(tries = 3000)
    void propertiesAreWhatJavaReads(@ForAll("propertiesTexts") String text) throws Exception {
        // What a backslash joins to nothing is, is a quirk of Java's: the line before it comes twice.
        Assume.that(!text.matches("(?s).*\\\\\\s*"));
        Properties java = new Properties();
        java.load(new StringReader(text));
        Document document;
        try {
            document = Document.parse(Syntax.PROPERTIES, text);
        } catch (UnreadableDocument e) {
            assertThat(e).hasMessageContaining("a second time");
            return;
        }
        Map<String, String> read = new LinkedHashMap<>();
        for (Node.Member member : ((Mapping) document.root()).members()) {
            Scalar value = (Scalar) member.value();
            read.put(member.key().text(), value.text());
            String sole = "k=" + document.source(value);
            Properties again = new Properties();
            again.load(new StringReader(sole));
            assertThat(again.getProperty("k")).as(sole).isEqualTo(value.text());
        }
        assertThat(read.keySet()).isEqualTo(java.stringPropertyNames());
        read.forEach((key, value) -> assertThat(java.getProperty(key)).startsWith(value));
        read.forEach((key, value) ->
                assertThat(java.getProperty(key).substring(value.length())).matches("[ \t\f]*"));
    }

    @Provide
    Arbitrary<String> propertiesTexts() {
        return Arbitraries.of(
                        "a", "b", "5", "=", ":", " ", "\t", "\f", "\\", "\n", "\r\n", "\r", "#", "!", "\\\n", "é", "😀")
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<ScalarStyle> styles() {
        return Arbitraries.of(
                ScalarStyle.PLAIN,
                ScalarStyle.SINGLE_QUOTED,
                ScalarStyle.DOUBLE_QUOTED,
                ScalarStyle.LITERAL,
                ScalarStyle.FOLDED);
    }

    @Provide
    Arbitrary<String> breaks() {
        return Arbitraries.of("\n", "\r\n");
    }

    @Provide
    Arbitrary<Object> values() {
        return value(3);
    }

    private static Arbitrary<Object> value(int depth) {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars("aZ \"'\\/#:,{}[]&*!|>%@`-?~0.\n\té😀")
                .ofMaxLength(12);
        Arbitrary<Object> scalar = Arbitraries.oneOf(
                text.map(t -> (Object) t),
                Arbitraries.integers().map(i -> (Object) i),
                Arbitraries.of(true, false).map(b -> (Object) b));
        if (depth == 0) {
            return scalar;
        }
        Arbitrary<Object> below = Arbitraries.lazy(() -> value(depth - 1));
        Arbitrary<Object> list = below.list().ofMaxSize(3).map(items -> (Object) items);
        Arbitrary<Object> mapping = Combinators.combine(
                        text.list().uniqueElements().ofMaxSize(3), below.list().ofSize(3))
                .as((keys, items) -> {
                    Map<String, Object> result = new LinkedHashMap<>();
                    for (int i = 0; i < keys.size(); i++) {
                        result.put(keys.get(i), items.get(i));
                    }
                    return (Object) result;
                });
        return Arbitraries.oneOf(scalar, list, mapping);
    }

    private static List<Node> children(Node node) {
        if (node instanceof Mapping mapping) {
            return mapping.members().stream().map(Node.Member::value).toList();
        }
        return node instanceof Sequence list ? list.items() : List.of();
    }

    private static void assertSame(Document document, Node node, JsonNode expected) {
        if (node instanceof Scalar scalar) {
            assertThat(scalar.text()).isEqualTo(expected.asText());
            return;
        }
        if (node instanceof Mapping mapping) {
            assertThat(mapping.keys()).containsExactlyElementsOf(() -> expected.fieldNames());
            mapping.members()
                    .forEach(member -> assertSame(
                            document, member.value(), expected.get(member.key().text())));
            return;
        }
        Sequence list = (Sequence) node;
        assertThat(list.items()).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertSame(document, list.items().get(i), expected.get(i));
        }
    }

    /** Returns lists, maps and texts. */
    private static Object plain(Object value) {
        if (value instanceof Scalar scalar) {
            return scalar.text();
        }
        if (value instanceof Sequence list) {
            return plain(list.items());
        }
        if (value instanceof Mapping mapping) {
            Map<Object, Object> result = new LinkedHashMap<>();
            mapping.members().forEach(member -> result.put(member.key().text(), plain(member.value())));
            return result;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(DocumentPropertyTest::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> result = new LinkedHashMap<>();
            map.forEach((key, item) -> result.put(plain(key), plain(item)));
            return result;
        }
        return String.valueOf(value);
    }
}
