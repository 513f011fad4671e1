package dev.featurerollout.apply.format.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TomlTreeTest {
    private static final TomlMapper JACKSON = new TomlMapper();

    @Test
    void allWaysToWriteATableGiveOneTree() throws Exception {
        String text = """
            # 😀 flags
            title = "it's \\"so\\" \\u00e9\\U0001F600"
            a.b.'c d' = 1
            a.b.e = [ 1, # one
              [2, 3], { f = 4, g.h = 5.5 }, ]
            literal = 'C:\\x'
            "quoted key" = \"""
            first \\
                joined
             "" two\"""
            lines = '''
            ''two''''
            [t]
            when = 1979-05-27 07:32:00Z
            day = 1979-05-27
            hex = 0xff
            big = 1_000
            yes = true
            [t.u.v]
            w = +1e3
            [t.u]
            x = -0.5
            [[list]]
            n = 1
            [list.sub]
            m = 1
            [[list]]
            n = 2
            """;

        Document document = Document.parse(Syntax.TOML, text);

        assertSame(document.root(), JACKSON.readTree(text));
        assertSourcesAreToml(document, document.root());
        assertThat(document.place(
                        Pointer.parse("/t/u/x").follow(document.root()).node()))
                .hasToString("22:5");
    }

    private static void assertSourcesAreToml(Document document, Node node) throws Exception {
        if (node instanceof Mapping mapping) {
            for (Node.Member member : mapping.members()) {
                assertSourcesAreToml(document, member.value());
            }
        } else if (node instanceof Sequence list && list.layout() == Node.Layout.HEADERS) {
            for (Node item : list.items()) {
                assertSourcesAreToml(document, item);
            }
        } else {
            assertSame(node, JACKSON.readTree("k = " + document.source(node)).get("k"));
        }
    }

    private static void assertSame(Node node, JsonNode expected) {
        if (node instanceof Mapping mapping) {
            assertThat(mapping.keys()).containsExactlyInAnyOrderElementsOf(() -> expected.fieldNames());
            mapping.members()
                    .forEach(member ->
                            assertSame(member.value(), expected.get(member.key().text())));
        } else if (node instanceof Sequence list) {
            assertThat(list.items()).hasSize(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertSame(list.items().get(i), expected.get(i));
            }
        } else if (((Scalar) node).kind() == Node.Kind.NUMBER) {
            assertThat(Double.parseDouble(((Scalar) node).text())).isEqualTo(expected.asDouble());
        } else if (((Scalar) node).quotes() != Node.Quotes.NONE) {
            assertThat(((Scalar) node).text()).isEqualTo(expected.asText());
        }
    }

    /** Whatever stands in a text: what is read is what another reader reads, and what is refused it refuses. */
    @Property(tries = 3000)
    void textsAreReadAsOthersReadThem(@ForAll("texts") String text) throws Exception {
        JsonNode expected;
        try {
            expected = JACKSON.readTree(text);
        } catch (Exception e) {
            assertThatThrownBy(() -> Document.parse(Syntax.TOML, text)).isInstanceOf(UnreadableDocument.class);
            return;
        }
        assertSame(Document.parse(Syntax.TOML, text).root(), expected);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a = 1\n",
                        "b.c = 2\n",
                        "b.d.e = 'x'\n",
                        "a.b = 3\n",
                        "[a]\n",
                        "[b]\n",
                        "[b.c]\n",
                        "[ a . 'd' ] # why\n",
                        "[[l]]\n",
                        "[l.m]\n",
                        "[[l.n]]\n",
                        "\"q\" = \"\\t\"\r\n",
                        "x = [ 1, 2,\n 3 ]\n",
                        "y = { a = 1, b.c = 2 }\n",
                        "y.z = 1\n",
                        "# 😀\n",
                        "\n",
                        "z = \"\"\"\n a\"\"\"\n",
                        "broken\n",
                        "v = 1 2\n",
                        "w = 01\n")
                .list()
                .ofMaxSize(7)
                .map(parts -> String.join("", parts));
    }

    static Stream<Arguments> unreadable() {
        return Arrays.stream(new String[][] {
                    {"a = 1\na = 2\n", "2:1", "the key \"a\" is here a second time, first at 1:1"},
                    {"[a]\n[a]\n", "2:2", "the key \"a\" is here a second time, first at 1:2"},
                    {"a = 1\n[a.b]\n", "2:2", "\"a\" at 1:1 is no table"},
                    {"a = {b = 1}\na.c = 2\n", "2:1", "is no table that can be added to"},
                    {"a = {b = 1, b = 2}\n", "1:13", "a second time, first at 1:6"},
                    {"a = {b = 1,}\n", "1:12", "a comma before }"},
                    {"a = \"x\ny\"\n", "1:7", "quotes do not end on its line"},
                    {"a = \"\"\"x\n", "2:1", "quotes do not end"},
                    {"a = [1, 2\n", "2:1", "an array that does not end"},
                    {"a = \n", "1:5", "a missing value"},
                    {"a 1\n", "1:3", "a missing ="},
                    {"= 1\n", "1:1", "a missing key"},
                    {"a = 1 b = 2\n", "1:7", "goes on after its value"},
                    {"a = 0123\n", "1:5", "the value 0123"},
                    {"a = \"\\x41\"\n", "1:6", "the escape \\x"},
                    {"a = \"\\ud800\"\n", "1:6", "an escape of no character"},
                    {"[a\n", "1:3", "a missing ]"},
                    {"[[a] ]\n", "1:5", "a missing ]"},
                    {"a = " + "[".repeat(600), "1:505", "deeper than 500"},
                    {"a" + ".a".repeat(600) + " = 1", "1:", "deeper than 500"}
                })
                .map(row -> Arguments.of((Object[]) row));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatIsNoTomlSaysWhereAndWhy(String text, String place, String why) {
        assertThatThrownBy(() -> Document.parse(Syntax.TOML, text))
                .isInstanceOfSatisfying(
                        UnreadableDocument.class,
                        e -> assertThat(e.place().toString()).startsWith(place))
                .hasMessageContaining(why);
    }

    @Test
    void aValueIsEditedWhereverItsTableIsWritten() throws Exception {
        String text = "x.p = 5 # why\r\n[y]\r\nz = { p = 5 }\r\n[y.w]\r\np = 5\r\n";
        Document document = Document.open("flags.toml", text);

        List<Edit> edits = Stream.of("/x/p", "/y/z/p", "/y/w/p")
                .map(path -> Pointer.parse(path).follow(document.root()).node())
                .map(node -> new Edit(node.range(), "12.5"))
                .toList();

        assertThat(document.edit(edits)).isEqualTo(text.replace("= 5", "= 12.5"));
    }
}
