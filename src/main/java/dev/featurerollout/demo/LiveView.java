package dev.featurerollout.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** A picture that changes in its place, for people at a terminal. */
final class LiveView implements View {
    /** Asking for the size starts a process; once a second is enough to follow a window that is pulled. */
    private static final int REFRESHES_PER_SIZE = 5;

    private final PrintStream out;
    private final boolean colour;
    private final String surroundings;
    private final Terminal terminal;
    private Terminal.Size size = Terminal.size();
    private int refreshes;
    private List<Line> lastPanels = List.of();

    LiveView(PrintStream out, boolean colour, String surroundings) {
        this.out = out;
        this.colour = colour;
        this.surroundings = surroundings;
        this.terminal = new Terminal(out, colour);
    }

    @Override
    public void tell(Entry entry) {
        // It is on the next picture.
    }

    @Override
    public void refresh(Board board, Map<String, Double> shares) {
        List<Panel> panels = board.statuses().entrySet().stream()
                .map(entry -> new Panel(entry.getKey(), entry.getValue(), shares.getOrDefault(entry.getKey(), 0.0)))
                .toList();
        if (++refreshes % REFRESHES_PER_SIZE == 0) {
            size = Terminal.size();
        }
        terminal.draw(
                size,
                new Frame(surroundings, board.elapsed(), panels, board.entries()).rows(size.width(), size.height()));
        lastPanels = new Frame(surroundings, board.elapsed(), panels, List.of()).rows(size.width(), Integer.MAX_VALUE);
    }

    @Override
    public void conclude(List<Line> conclusion) {
        close();
        lastPanels.forEach(this::print);
        conclusion.forEach(this::print);
        out.flush();
    }

    private void print(Line line) {
        out.println(colour ? line.painted() : line.text());
    }

    @Override
    public void close() {
        terminal.close();
    }
}
