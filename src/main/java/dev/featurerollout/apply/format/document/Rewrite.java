package dev.featurerollout.apply.format.document;

import dev.featurerollout.apply.format.document.Node.Layout;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Edits that add members and items to a document, or take them away, in the layout of what stands beside them. */
public final class Rewrite {
    /** Behind the only item of a list: tells one that was empty before from one that was not there. */
    private static final String MARK = " ";

    private final String text;

    public Rewrite(Document document) {
        this.text = document.text();
    }

    /**
     * Returns the edit that adds a member to a mapping before one that is there, on a line of its own if that one is.
     *
     * @param written key and value, on one line
     */
    public Edit insertBefore(Mapping mapping, Member member, String written) {
        int at = member.key().range().start();
        Range here = new Range(at, at);
        if (isInline(mapping)) {
            return new Edit(here, written + "," + gapBefore(at));
        }
        int lineStart = lineStart(at);
        // As YAML puts the first member of a list's item on the line of the dash.
        String indent = text.substring(lineStart, at).replace('-', ' ');
        return new Edit(here, written + newLine() + indent);
    }

    /** Returns the edit that adds a member to a mapping after one that is there, in braces. */
    public Edit insertAfter(Member member, String written) {
        int at = member.value().range().end();
        return new Edit(new Range(at, at), "," + gapBefore(member.key().range().start()) + written);
    }

    /**
     * Returns the source of a value with its second and further lines moved to the right.
     *
     * @param columns below 0 to the left, by as many blanks as there are
     */
    public String indented(Node node, int columns) {
        String source = node.range().of(text);
        return columns < 0
                ? source.replaceAll("(\\n) {0," + -columns + "}", "$1")
                : source.replaceAll("(\\n)(?![\\r\\n])", "$1" + " ".repeat(columns));
    }

    /** Returns whether a mapping is written in braces. */
    public boolean isInline(Mapping mapping) {
        int start = mapping.range().start();
        return start < text.length() && text.charAt(start) == '{';
    }

    /** Returns the edit that gives a member another key and value. */
    public Edit replace(Member member, String written) {
        return new Edit(
                new Range(member.key().range().start(), member.value().range().end()), written);
    }

    /** Returns the edit that adds an item, written on one line, after the last one of a list; there may be none yet. */
    public Edit addItem(Sequence sequence, String written) {
        if (sequence.items().isEmpty()) {
            int at = sequence.range().start() + 1;
            return new Edit(new Range(at, at), written);
        }
        int end = sequence.items().get(sequence.items().size() - 1).range().end();
        if (sequence.layout() == Layout.BRACKETS) {
            int first = sequence.items().get(0).range().start();
            return new Edit(new Range(end, end), "," + gapBefore(first) + written);
        }
        // Behind a comment on the last item's line, which stays its own.
        int at = endOfLine(end);
        int dash = sequence.range().start();
        return new Edit(
                new Range(at, at),
                newLine() + text.substring(lineStart(dash), dash).replace('-', ' ') + "- " + written);
    }

    /** Returns the edit that adds items, each written on one line, before the first one of a list that has one. */
    public Edit addFirst(Sequence sequence, List<String> written) {
        int at = sequence.items().get(0).range().start();
        if (sequence.layout() == Layout.BRACKETS) {
            String gap = "," + gapBefore(at);
            return new Edit(new Range(at, at), String.join(gap, written) + gap);
        }
        int dash = sequence.range().start();
        String line = newLine() + text.substring(lineStart(dash), dash).replace('-', ' ');
        return new Edit(
                new Range(dash, dash),
                written.stream().map(item -> "- " + item + line).collect(Collectors.joining()));
    }

    /** Returns the edit that adds items to a list in brackets that has none: what {@link #emptied} undoes. */
    public Edit fill(Sequence sequence, List<String> written) {
        int at = sequence.range().start() + 1;
        return new Edit(new Range(at, at), String.join(", ", written) + MARK);
    }

    /** Returns the edit that takes all items away, if {@link #fill} added them. */
    public Optional<Edit> emptied(Sequence sequence) {
        int start = sequence.items().get(0).range().start();
        int end = sequence.items().get(sequence.items().size() - 1).range().end();
        return text.startsWith(MARK, end)
                ? Optional.of(new Edit(new Range(start, end + MARK.length()), ""))
                : Optional.empty();
    }

    /** Returns the edit that takes an item away that is not the only one, with the lines it fills. */
    public Edit removeItem(Sequence sequence, int index) {
        return removeItems(sequence, index, 1);
    }

    /** Returns the edit that takes items away that are not all there are, with the lines they fill. */
    public Edit removeItems(Sequence sequence, int from, int count) {
        List<Node> items = sequence.items();
        int start = items.get(from).range().start();
        int end = items.get(from + count - 1).range().end();
        if (sequence.layout() == Layout.BRACKETS) {
            return new Edit(
                    from == 0
                            ? new Range(start, items.get(count).range().start())
                            : new Range(items.get(from - 1).range().end(), end),
                    "");
        }
        return lines(text.lastIndexOf('-', start - 1), end);
    }

    /** Returns the edit that takes a member away that is not the only one, with the lines it fills. */
    public Edit removeMember(Mapping mapping, Member member) {
        List<Member> members = mapping.members();
        int index = members.indexOf(member);
        int start = member.key().range().start();
        int end = member.value().range().end();
        if (isInline(mapping)) {
            return new Edit(
                    index == 0
                            ? new Range(start, members.get(1).key().range().start())
                            : new Range(members.get(index - 1).value().range().end(), end),
                    "");
        }
        if (index == 0) {
            // It may stand on the line of a dash, to which the next one moves up.
            return new Edit(new Range(start, members.get(1).key().range().start()), "");
        }
        return lines(start, end);
    }

    /** Returns the edit that takes the lines away that begin with what starts, and end with what ends. */
    private Edit lines(int start, int end) {
        int lineEnd = endOfLine(end);
        int next = text.startsWith("\r\n", lineEnd) ? lineEnd + 2 : Math.min(lineEnd + 1, text.length());
        if (next > lineEnd) {
            return new Edit(new Range(lineStart(start), next), "");
        }
        int lineBefore = Math.max(0, lineStart(start) - 1);
        int from = lineBefore > 0 && text.charAt(lineBefore - 1) == '\r' ? lineBefore - 1 : lineBefore;
        return new Edit(new Range(from, lineEnd), "");
    }

    private int lineStart(int offset) {
        int at = offset;
        while (at > 0 && text.charAt(at - 1) != '\n' && text.charAt(at - 1) != '\r') {
            at--;
        }
        return at == 0 && text.startsWith("\uFEFF") ? 1 : at;
    }

    private int endOfLine(int offset) {
        int at = offset;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** Returns how the document ends its lines. */
    public String newLine() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    /** Returns the white space before an offset if it begins a line there, else one blank. */
    private String gapBefore(int offset) {
        int from = offset;
        while (from > 0 && Character.isWhitespace(text.charAt(from - 1))) {
            from--;
        }
        String gap = text.substring(from, offset);
        int line = gap.lastIndexOf('\n');
        return line < 0 ? " " : newLine() + gap.substring(line + 1);
    }
}
