package dev.featurerollout.apply.format.document;

import dev.featurerollout.apply.format.document.Node.Layout;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.List;

/** Edits that add members and items to a document, or take them away, in the layout of what stands beside them. */
public final class Rewrite {
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

    /** Returns the edit that takes an item away that is not the only one, with the lines it fills. */
    public Edit removeItem(Sequence sequence, int index) {
        List<Node> items = sequence.items();
        Range item = items.get(index).range();
        if (sequence.layout() == Layout.BRACKETS) {
            return new Edit(
                    index == 0
                            ? new Range(item.start(), items.get(1).range().start())
                            : new Range(items.get(index - 1).range().end(), item.end()),
                    "");
        }
        return lines(text.lastIndexOf('-', item.start() - 1), item.end());
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
        return at;
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
