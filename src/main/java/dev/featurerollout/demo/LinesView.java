package dev.featurerollout.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** One line a change, for logs and pipes. */
record LinesView(PrintStream out) implements View {
    @Override
    public void tell(Entry entry) {
        out.printf("%s %-13s %s%n", Entry.clock(entry.at()), entry.rollout(), entry.text());
        out.flush();
    }

    @Override
    public void refresh(Board board, Map<String, Double> shares) {
        // Nothing changed: nothing is said.
    }

    @Override
    public void conclude(List<Line> conclusion) {
        conclusion.forEach(line -> out.println(line.text()));
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
