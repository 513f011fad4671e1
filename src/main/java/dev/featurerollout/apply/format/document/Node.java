package dev.featurerollout.apply.format.document;

import java.util.List;
import java.util.Optional;

/**
 * One value of a document, and where it stands in the text.
 *
 * <p>The range is that of the value alone, without a YAML anchor or tag before it. A YAML alias is the very node its
 * anchor stands on, with the range of the anchored text.
 */
public sealed interface Node {
    Range range();

    /** Returns what this is, in words for people, such as {@code the text "on"}. */
    String inWords();

    /**
     * Names with values: a JSON object, a YAML mapping, a properties file.
     *
     * @param members in document order, no key twice; those that a YAML merge key brings come last
     */
    record Mapping(Range range, List<Member> members) implements Node {
        private static final int KEYS_IN_WORDS = 6;

        public Mapping {
            members = List.copyOf(members);
        }

        public Optional<Member> member(String key) {
            for (Member member : members) {
                if (member.key().text().equals(key)) {
                    return Optional.of(member);
                }
            }
            return Optional.empty();
        }

        public Optional<Node> get(String key) {
            return member(key).map(Member::value);
        }

        public List<String> keys() {
            return members.stream().map(member -> member.key().text()).toList();
        }

        @Override
        public String inWords() {
            if (members.isEmpty()) {
                return "an empty mapping";
            }
            String some = String.join(", ", keys().subList(0, Math.min(KEYS_IN_WORDS, members.size())));
            return "a mapping with " + some + (members.size() > KEYS_IN_WORDS ? ", ..." : "");
        }
    }

    /** One name of a {@link Mapping} with its value. */
    record Member(Scalar key, Node value) {}

    /**
     * A list of values.
     *
     * @param layout how the list is written
     */
    record Sequence(Range range, List<Node> items, Layout layout) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String inWords() {
            return items.isEmpty() ? "an empty list" : "a list of " + items.size();
        }
    }

    /** How a {@link Sequence} is written: {@code [a, b]}, a dash and a line for each item, or TOML's {@code [[a]]}. */
    enum Layout {
        BRACKETS,
        DASHES,
        HEADERS
    }

    /**
     * A single value.
     *
     * @param text what it says, without quotes and escapes
     */
    record Scalar(Range range, String text, Kind kind, Quotes quotes) implements Node {

        static Scalar plain(Range range, String text) {
            return new Scalar(range, text, Kind.ofPlain(text), Quotes.NONE);
        }

        @Override
        public String inWords() {
            return switch (kind) {
                case NUMBER -> "the number " + text;
                case BOOLEAN -> text;
                case NULL -> text.isEmpty() ? "empty" : "null";
                case TEXT -> text.isEmpty() ? "an empty text" : "the text \"" + shortened() + '"';
            };
        }

        private String shortened() {
            int longest = 40;
            return text.codePointCount(0, text.length()) <= longest
                    ? text
                    : text.substring(0, text.offsetByCodePoints(0, longest)) + "...";
        }
    }

    /** What a {@link Scalar} is to a reader of its syntax. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL;

        /** Returns the kind of an unquoted text: only what every YAML and JSON reader takes for a number is one. */
        static Kind ofPlain(String text) {
            return switch (text) {
                case "", "~", "null", "Null", "NULL" -> NULL;
                case "true", "True", "TRUE", "false", "False", "FALSE" -> BOOLEAN;
                default -> isNumber(text) ? NUMBER : TEXT;
            };
        }

        private static boolean isNumber(String text) {
            // The first look spares the pattern for nearly every text.
            char first = text.charAt(0);
            return (first == '-' || (first >= '0' && first <= '9'))
                    && text.matches("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");
        }
    }

    /** What stands around a {@link Scalar}: nothing, quotes, or the marks of a YAML block. */
    enum Quotes {
        NONE(""),
        SINGLE("'"),
        DOUBLE("\""),
        BLOCK("");

        private final String mark;

        Quotes(String mark) {
            this.mark = mark;
        }

        String around(String text) {
            return mark + text + mark;
        }
    }
}
