package dev.featurerollout.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One picture: header, a panel for each rollout, and below them what happened last and why. */
record Frame(String surroundings, Duration elapsed, List<Panel> panels, List<Entry> entries) {
    private static final int WIDEST = 120;
    private static final int NARROWEST = 40;
    private static final int NAME_WIDTH = 13;

    /** Returns its rows for a terminal of this size; never more than {@code height}. */
    List<Line> rows(int terminalWidth, int height) {
        // The last column stays free: writing there makes some terminals go to the next line.
        int width = Math.min(WIDEST, Math.max(NARROWEST, terminalWidth - 1));
        List<Line> rows = new ArrayList<>();
        rows.add(header(width));
        panels.forEach(panel -> rows.addAll(panel.rows(width)));
        rows.addAll(events(width, Math.max(0, height - rows.size())));
        return rows.subList(0, Math.min(rows.size(), height)).stream()
                .map(row -> row.width() < terminalWidth ? row : row.fit(Math.max(1, terminalWidth - 1)))
                .toList();
    }

    private Line header(int width) {
        String clock = Entry.clock(elapsed);
        Line title = Line.of(Tone.Strong, " FeatureRollout demo").add(Tone.Faint, "  " + surroundings);
        return title.fit(width - clock.length() - 1).add(Tone.Strong, clock + " ");
    }

    /** The newest at the bottom, as in a log; where one is too long for a row it takes two, if there is room. */
    private List<Line> events(int width, int room) {
        List<Line> rows = new ArrayList<>();
        List<Entry> shown = entries.stream().filter(entry -> !entry.detail()).toList();
        for (int i = shown.size() - 1; i >= 0 && rows.size() < room; i--) {
            rows.addAll(0, event(shown.get(i), width));
        }
        return rows.subList(Math.max(0, rows.size() - room), rows.size());
    }

    private static List<Line> event(Entry entry, int width) {
        String head = " " + Entry.clock(entry.at()) + "  ";
        int margin = head.length() + NAME_WIDTH;
        String text = Panel.shortened(entry.text());
        int needed = text.length() > width - margin ? 2 : 1;
        List<Line> rows = new ArrayList<>();
        for (Line line : Line.wrap(entry.tone(), text, width - margin, needed)) {
            Line start = rows.isEmpty()
                    ? Line.of(Tone.Faint, head)
                            .add(Line.of(Tone.Strong, entry.rollout()).fit(NAME_WIDTH))
                    : new Line().add(" ".repeat(margin));
            rows.add(start.add(line).fit(width));
        }
        return rows;
    }
}
