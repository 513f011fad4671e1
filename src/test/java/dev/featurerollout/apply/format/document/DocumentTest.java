package dev.featurerollout.apply.format.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Quotes;
import dev.featurerollout.apply.format.document.Node.Scalar;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentTest {

    /** Each of these has a value at /p/1; the arguments are its source text and what it says. */
    static Stream<Arguments> valuesInPlace() {
        return Stream.of(
                arguments("a.json", "{\"p\":[0,5]}", "5", "5"),
                arguments("a.json", "\n{ \"p\" :\t[ 0 ,\r\n -5.5e3 ] }\n", "-5.5e3", "-5.5e3"),
                arguments("a.json", "{\"p\":[0,\"a\\\"b\\\\\"]}", "\"a\\\"b\\\\\"", "a\"b\\"),
                arguments("a.json", "{\"\\\\\":\"\\\"\",\"p\":[0,\"\\u0035\"]}", "\"\\u0035\"", "5"),
                arguments("a.json", "{\"😀😀\":\"😀\",\"p\":[0,5]}", "5", "5"),
                arguments("a.json", "\uFEFF{\"p\":[0,true]}", "true", "true"),
                arguments("a.yaml", "p:\n- 0\n- 5\n", "5", "5"),
                arguments("a.yaml", "p:\n  - 0\n  - 5   # five\n", "5", "5"),
                arguments("a.yaml", "# 😀\n'😀': 😀\np: [0, '5']\n", "'5'", "5"),
                arguments("a.yaml", "\uFEFFp: [0, \"5\"]", "\"5\"", "5"),
                arguments("a.yaml", "---\r\np:\r\n- 0\r\n- it''s five\r\n...\r\n", "it''s five", "it''s five"),
                arguments("a.yaml", "p: [0, &five 5]\nq: 1", "5", "5"),
                arguments("a.yaml", "p:\n- 0\n- !!int 5\n", "5", "5"),
                arguments("a.yaml", "p:\n- 0\n- &x # why\n  5\n", "5", "5"),
                arguments("a.yaml", "a: &x 5\np: [0, *x]\n", "5", "5"),
                arguments("a.yaml", "a: &x {p: [0, 5]}\n<<: *x\n", "5", "5"),
                arguments("a.yaml", "a: &x {p: 1}\nb: &y {p: [0, 5]}\nq: 1\n<<: [*y, *x]\n", "5", "5"),
                arguments("a.yaml", "{p: [0, 5]}", "5", "5"),
                arguments("a.yml", "{\"p\":[0,5]}", "5", "5"),
                arguments("nothing", " {\"p\":[0,5]}", "5", "5"),
                arguments("nothing", "{p: [0, 5]}", "5", "5"),
                arguments("nothing", "p: [0, 5]", "5", "5"));
    }

    @ParameterizedTest
    @MethodSource("valuesInPlace")
    void aValueIsFoundAndItsSourceTextToo(String name, String text, String source, String says) throws Exception {
        Document document = Document.open(name, text);

        Node node = Pointer.parse("/p/1").follow(document.root()).node();

        assertThat(document.source(node)).isEqualTo(source);
        assertThat(((Scalar) node).text()).isEqualTo(says);
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                arguments("a.json", "", "1:1", "empty"),
                arguments("a.json", "{\n  \"a\": 1,\n}", "3:1", "not valid JSON"),
                arguments("a.json", "{\"a\": 1} x", "1:10", "not valid JSON"),
                arguments("a.json", "{} {}", "1:4", "after the end"),
                arguments(
                        "a.json",
                        "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}",
                        "3:2",
                        "\"a\" is here a second time, first at 1:2"),
                arguments("a.json", "[".repeat(600), "1:", "nesting"),
                arguments("a.yaml", "# nothing\n", "1:1", "empty"),
                arguments("a.yaml", "a: 1\n\tb: 2\n", "2:1", "not valid YAML"),
                arguments("a.yaml", "a: 1\r\nb: 2\r\na: 3\r\n", "3:1", "\"a\" is here a second time, first at 1:1"),
                arguments("a.yaml", "a: 1\n---\nb: 2\n", "2:1", "a second YAML document"),
                arguments("a.yaml", "a: *x\n", "1:4", "there is no anchor &x"),
                arguments("a.yaml", "a: &x [*x]\n", "1:8", "stands inside its own anchor"),
                arguments("a.yaml", "😀: 1\nb: \u0007\n", "2:4", "U+0007"),
                arguments("a.yaml", "<<: 5\n", "1:1", "<< merges mappings, not the number 5"),
                arguments("a.yaml", "? [a]\n: 1\n", "1:3", "a key that is itself"),
                arguments("a.yaml", "[".repeat(600), "1:501", "deeper than 500"),
                arguments("a.yaml", aliasesInAliases(), "", "too large to be real"),
                arguments("a.yaml", aliasesBelowAliases(), "", "deeper than 500"),
                arguments("a.properties", "a=1\nb=2\na: 3\n", "3:1", "\"a\" is here a second time, first at 1:1"),
                arguments("a.properties", "a=1\nb=x\\u12\n", "2:4", "four hexadecimal digits"));
    }

    private static String aliasesInAliases() {
        StringBuilder text = new StringBuilder("a0: &a0 [1, 2]\n");
        for (int i = 1; i < 40; i++) {
            text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        return text.toString();
    }

    private static String aliasesBelowAliases() {
        StringBuilder text = new StringBuilder("a0: &a0 [1, 2]\n");
        for (int i = 1; i < 600; i++) {
            text.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatCannotBeReadSaysWhereAndWhy(String name, String text, String place, String why) {
        assertThatThrownBy(() -> Document.open(name, text))
                .isInstanceOfSatisfying(
                        UnreadableDocument.class,
                        e -> assertThat(e.place().toString()).startsWith(place))
                .hasMessageContaining(why);
    }

    @Test
    void aValueThatAliasesRepeatIsNotEdited() throws Exception {
        Document document = Document.open("a.yaml", "a: &x {p: 5}\nb: *x\nc: {p: 5}\n");

        Scalar shared = (Scalar) Pointer.parse("/b/p").follow(document.root()).node();
        Scalar own = (Scalar) Pointer.parse("/c/p").follow(document.root()).node();

        assertThatThrownBy(() -> document.edit(List.of(Edit.retext(shared, "7"))))
                .hasMessageContaining("&x");
        assertThat(document.edit(List.of(Edit.retext(own, "7")))).isEqualTo("a: &x {p: 5}\nb: *x\nc: {p: 7}\n");
    }

    @Test
    void whatOverridesAMergedValueIsEdited() throws Exception {
        Document document = Document.open("a.yaml", "a: &x {p: 5}\nb:\n  <<: *x\n  p: 6\n");
        Scalar own = (Scalar) Pointer.parse("/b/p").follow(document.root()).node();

        assertThat(document.edit(List.of(Edit.retext(own, "7")))).isEqualTo("a: &x {p: 5}\nb:\n  <<: *x\n  p: 7\n");
    }

    static Stream<Arguments> appended() {
        return Stream.of(
                arguments("[a]", "[a, 7]"),
                arguments("[ \"a\" ]", "[ \"a\", 7 ]"),
                arguments("[a, # why\n]", "[a, 7, # why\n]"),
                arguments("- a # why\n", "- a\n- 7 # why\n"),
                arguments("- x\n- - a\r\n  - b\r\n", "- x\n- - a\r\n  - b\r\n  - 7\r\n"),
                arguments("k:\n  l:\n    - - a\n", "k:\n  l:\n    - - a\n      - 7\n"));
    }

    @ParameterizedTest
    @MethodSource("appended")
    void anItemIsAppendedInTheLayoutOfTheListAndTakenAwayAgain(String before, String after) throws Exception {
        Document document = Document.open("a.yaml", before);

        String result = document.edit(List.of(document.append(deepestLast(document.root()), "7")));

        assertThat(result).isEqualTo(after);
        Document changed = Document.open("a.yaml", result);
        assertThat(changed.edit(List.of(changed.dropLast(deepestLast(changed.root())))))
                .isEqualTo(before);
    }

    private static Node.Sequence deepestLast(Node node) {
        if (node instanceof Node.Mapping mapping) {
            return deepestLast(mapping.members().get(0).value());
        }
        Node.Sequence list = (Node.Sequence) node;
        Node last = list.items().get(list.items().size() - 1);
        return last instanceof Node.Sequence ? deepestLast(last) : list;
    }

    @Test
    void aPropertiesFileIsAFlatMapping() throws Exception {
        Document document =
                Document.parse(Syntax.PROPERTIES, "# x=1\n! y\n\n  a = 5  \nb:\\\n   6\nc 7\nd\ne\\ f\\=g=h\\u0021\n");
        Node.Mapping root = (Node.Mapping) document.root();

        assertThat(root.keys()).containsExactly("a", "b", "c", "d", "e f=g");
        assertThat(root.members())
                .extracting(member -> document.source(member.value()))
                .containsExactly("5", "6", "7", "", "h\\u0021");
        assertThat(root.get("e f=g")).get().extracting("text").isEqualTo("h!");
    }

    @Test
    void onlyAnEnvFileHasQuotes() throws Exception {
        String text = "A=\"5\"\nB='5'\n";

        assertThat(kinds(Document.parse(Syntax.ENV, text))).containsExactly("5 DOUBLE", "5 SINGLE");
        assertThat(kinds(Document.parse(Syntax.PROPERTIES, text))).containsExactly("\"5\" NONE", "'5' NONE");
    }

    private static List<String> kinds(Document document) {
        return ((Node.Mapping) document.root())
                .members().stream()
                        .map(member -> (Scalar) member.value())
                        .map(scalar -> scalar.text() + " " + scalar.quotes())
                        .toList();
    }

    @Test
    void onlyWhatEveryReaderTakesForANumberIsOne() throws Exception {
        Document document = Document.open("a.yaml", "[5, -5, 0.5, 1e3, 05, 0x5, 5_0, +5, .5, 5., !!str 5, '5', '']");

        assertThat(((Node.Sequence) document.root()).items())
                .extracting(item -> ((Scalar) item).kind() == Kind.NUMBER)
                .containsExactly(true, true, true, true, false, false, false, false, false, false, false, false, false);
        assertThat(((Scalar) ((Node.Sequence) document.root()).items().get(11)).quotes())
                .isEqualTo(Quotes.SINGLE);
    }

    @ParameterizedTest
    @MethodSource("pointers")
    void aPointerLeadsAsFarAsItCan(String pointer, String reached, boolean complete) throws Exception {
        Document document = Document.open("a.json", "{\"a/b\":{\"~\":[1,[2]]},\"\":3}");

        Pointer.Arrival arrival = Pointer.parse(pointer).follow(document.root());

        assertThat(arrival.pointer()).hasToString(reached);
        assertThat(arrival.complete()).isEqualTo(complete);
    }

    static Stream<Arguments> pointers() {
        return Stream.of(
                arguments("/a~1b/~0/0", "/a~1b/~0/0", true),
                arguments("/a~1b/~0/1/0", "/a~1b/~0/1/0", true),
                arguments("/", "/", true),
                arguments("/a~1b/~0/2", "/a~1b/~0", false),
                arguments("/a~1b/~0/-", "/a~1b/~0", false),
                arguments("/a~1b/~0/00", "/a~1b/~0", false),
                arguments("/nothing/here", "", false));
    }
}
