package dev.featurerollout.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A line of the screen: pieces of text, each in its tone, whose width is known whatever their colours. */
final class Line {
    private record Piece(Tone tone, String text) {}

    private final List<Piece> pieces = new ArrayList<>();

    static Line of(Tone tone, String text) {
        return new Line().add(tone, text);
    }

    Line add(Tone tone, String text) {
        pieces.add(new Piece(tone, text));
        return this;
    }

    Line add(Line other) {
        pieces.addAll(other.pieces);
        return this;
    }

    Line add(String text) {
        return add(Tone.Plain, text);
    }

    int width() {
        return text().codePointCount(0, text().length());
    }

    String text() {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }

    String painted() {
        return pieces.stream().map(piece -> piece.tone.paint(piece.text)).collect(Collectors.joining());
    }

    /** Returns the line exactly {@code width} wide: cut with an ellipsis, or padded with spaces. */
    Line fit(int width) {
        if (width() <= width) {
            return new Line().add(this).add(" ".repeat(width - width()));
        }
        Line cut = new Line();
        int left = width - 1;
        for (Piece piece : pieces) {
            int length = piece.text.codePointCount(0, piece.text.length());
            int taken = Math.min(left, length);
            cut.add(piece.tone, piece.text.substring(0, piece.text.offsetByCodePoints(0, taken)));
            left -= taken;
        }
        return cut.add(Tone.Faint, "…");
    }

    /** Returns text broken between words into exactly {@code rows} lines; what does not fit is cut from the last. */
    static List<Line> wrap(Tone tone, String text, int width, int rows) {
        List<Line> lines = new ArrayList<>();
        String rest = text;
        while (lines.size() < rows - 1 && rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            lines.add(Line.of(tone, rest.substring(0, end)));
            rest = rest.substring(end).strip();
        }
        lines.add(Line.of(tone, rest));
        while (lines.size() < rows) {
            lines.add(new Line());
        }
        return lines;
    }
}
