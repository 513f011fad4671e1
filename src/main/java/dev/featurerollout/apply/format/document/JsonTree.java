package dev.featurerollout.apply.format.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Layout;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Quotes;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON: Jackson says what comes next and that it is well-formed, a cursor beside it says where.
 *
 * <p>Jackson's own positions are those of its reading ahead, which differ by the kind of token; between two tokens of
 * well-formed JSON there is only white space, a comma or a colon, so the cursor needs no more than that.
 */
final class JsonTree {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Names come from other people's documents: keep none of them.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(YamlTree.MAX_DEPTH)
                    .build())
            .build();

    private final String text;
    private final JsonParser parser;
    private int cursor;

    private JsonTree(String text, JsonParser parser) {
        this.text = text;
        this.parser = parser;
    }

    static Document.Tree parse(String text) throws UnreadableDocument {
        char[] chars = text.toCharArray();
        if (chars.length > 0 && chars[0] == '\uFEFF') {
            // Same length, and white space to Jackson.
            chars[0] = ' ';
        }
        try (JsonParser parser = FACTORY.createParser(chars)) {
            return new Document.Tree(new JsonTree(text, parser).document());
        } catch (JsonProcessingException e) {
            long offset = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
            int inside = (int) Math.max(0, Math.min(offset, text.length()));
            throw new UnreadableDocument(text, inside, "not valid JSON: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private Node document() throws IOException, UnreadableDocument {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new UnreadableDocument(text, 0, "the document is empty");
        }
        Node root = value(first);
        if (parser.nextToken() != null) {
            throw new UnreadableDocument(
                    text, next(), "something stands after the end of the JSON document. Remove it");
        }
        return root;
    }

    private Node value(JsonToken token) throws IOException, UnreadableDocument {
        int start = next();
        return switch (token) {
            case START_OBJECT -> {
                cursor = start + 1;
                Members members = new Members(text);
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    Scalar key = string();
                    members.add(key, value(parser.nextToken()));
                }
                cursor = next() + 1;
                yield new Mapping(new Range(start, cursor), members.list());
            }
            case START_ARRAY -> {
                cursor = start + 1;
                List<Node> items = new ArrayList<>();
                for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                    items.add(value(item));
                }
                cursor = next() + 1;
                yield new Sequence(new Range(start, cursor), items, Layout.BRACKETS);
            }
            case VALUE_STRING -> string();
            default -> {
                // Numbers, true, false and null are their own source text.
                String source = parser.getText();
                cursor = start + source.length();
                yield Scalar.plain(new Range(start, cursor), source);
            }
        };
    }

    private Scalar string() throws IOException {
        // First: only this makes Jackson read to the end of the string, and say if there is none.
        String value = parser.getText();
        int start = next();
        cursor = start + 1;
        while (text.charAt(cursor) != '"') {
            cursor += text.charAt(cursor) == '\\' ? 2 : 1;
        }
        cursor++;
        return new Scalar(new Range(start, cursor), value, Kind.TEXT, Quotes.DOUBLE);
    }

    /** Returns where the next token stands. */
    private int next() {
        while (cursor < text.length() && isBetweenTokens(text.charAt(cursor))) {
            cursor++;
        }
        return cursor;
    }

    private static boolean isBetweenTokens(char c) {
        return switch (c) {
            case ' ', '\t', '\r', '\n', ',', ':', '\uFEFF' -> true;
            default -> false;
        };
    }
}
