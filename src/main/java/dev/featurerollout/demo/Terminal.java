package dev.featurerollout.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A terminal that is drawn on: on its second screen, so that what was there before comes back. */
final class Terminal implements AutoCloseable {
    private static final String SECOND_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String FIRST_SCREEN = "\u001b[?25h\u001b[?1049l";
    private static final String CLEAR = "\u001b[2J";
    private static final Size USUAL = new Size(80, 24);

    private final PrintStream out;
    private final boolean colour;
    private List<String> drawn = List.of();
    private Size last = USUAL;
    private boolean open = true;

    record Size(int width, int height) {}

    Terminal(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
        out.print(SECOND_SCREEN);
        out.flush();
    }

    /** Returns the size as it is now; asked of {@code stty}, since Java does not know it. */
    static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            Size size = new Size(Integer.parseInt(answer[1]), Integer.parseInt(answer[0]));
            return size.width > 0 && size.height > 0 ? size : USUAL;
        } catch (IOException | RuntimeException e) {
            return USUAL;
        }
    }

    /** Draws the rows that are not there already. */
    synchronized void draw(Size size, List<Line> rows) {
        if (!open) {
            return;
        }
        StringBuilder text = new StringBuilder();
        if (!size.equals(last)) {
            text.append(CLEAR);
            drawn = List.of();
            last = size;
        }
        List<String> wanted = rows.stream().map(this::text).toList();
        for (int i = 0; i < Math.max(wanted.size(), drawn.size()); i++) {
            String row = i < wanted.size() ? wanted.get(i) : "";
            if (i >= drawn.size() || !row.equals(drawn.get(i))) {
                text.append("\u001b[").append(i + 1).append(";1H").append(row).append("\u001b[K");
            }
        }
        drawn = wanted;
        out.print(text);
        out.flush();
    }

    private String text(Line line) {
        return colour ? line.painted() : line.text();
    }

    /** Brings back the first screen and the cursor; safe to call twice. */
    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            out.print(FIRST_SCREEN);
            out.flush();
        }
    }
}
