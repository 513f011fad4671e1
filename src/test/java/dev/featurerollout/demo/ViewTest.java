package dev.featurerollout.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewTest {
    private static final String IN_QUARTER = """
        percentage: 25
        stage: {name: quarter, index: 1, baked: 4s}
        attempt: {number: 1}
        plan:
        - {name: canary, percentage: 5, bakeTime: 6s}
        - {name: quarter, percentage: 25, bakeTime: 6s}
        - {name: everyone, percentage: 100, bakeTime: 6s}
        criteria:
        - {name: error-rate, verdict: Pass, value: "0.0021345", bound: max 0.02}
        - {name: latency-p95, bound: max 0.3}
        conditions:
        - {type: Ready, status: Unknown, reason: Progressing, message: "over at 2026-11-22T03:13:24.5Z"}
        """;

    private static final String ROLLED_BACK = """
        percentage: 0
        attempt: {number: 1, outcome: RolledBack}
        rollback: {reason: GuardrailFailed, from: 25}
        plan:
        - {name: canary, percentage: 5, bakeTime: 6s}
        - {name: quarter, percentage: 25, bakeTime: 6s}
        - {name: everyone, percentage: 100, bakeTime: 6s}
        criteria:
        - {name: error-rate, verdict: Fail, value: "0.05", bound: max 0.02, failuresInRow: 2}
        conditions:
        - {type: Ready, status: "False", reason: RolledBack, message: "%s"}
        """;

    @Test
    void aStageUnderWay() {
        assertThat(panel(IN_QUARTER, 24.4))
                .containsExactly(
                        "╭─ new-checkout ──────────────────────────────────────────────── Progressing ─╮",
                        "│ ████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    25 % set, 24.4 % served │",
                        "│ ✓ canary 5 %   ▶ quarter 25 % 4s of 6s   ○ everyone 100 %                   │",
                        "│ ✓ error-rate    0.002135   max 0.02      Pass                               │",
                        "│ · latency-p95   –          max 0.3       not yet looked at                  │",
                        "│ over at 03:13:24                                                            │",
                        "│                                                                             │",
                        "╰─────────────────────────────────────────────────────────────────────────────╯");
    }

    @Test
    void aRolloutThatWentBack() {
        assertThat(panel(ROLLED_BACK.formatted("Rolled back"), 0))
                .containsExactly(
                        "╭─ new-checkout ───────────────────────────────────────────────── RolledBack ─╮",
                        "│ ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░     0 % set,  0.0 % served │",
                        "│ ✓ canary 5 %   ✗ quarter 25 %   ○ everyone 100 %                            │",
                        "│ ✗ error-rate    0.05       max 0.02      Fail, 2 in a row                   │",
                        "│                                                                             │",
                        "│ Rolled back                                                                 │",
                        "│                                                                             │",
                        "╰─────────────────────────────────────────────────────────────────────────────╯");
    }

    @Test
    void beforeTheFirstStatus() {
        assertThat(new Panel("new-checkout", Board.NOTHING_YET, 0).rows(79))
                .hasSize(8)
                .extracting(Line::text)
                .first()
                .asString()
                .endsWith(" Pending ─╮");
    }

    @Test
    void messagesAreWrappedAndThenCut() {
        List<String> rows = panel(ROLLED_BACK.formatted("word ".repeat(40)), 0);
        assertThat(rows.get(5)).startsWith("│ word word").doesNotContain("…");
        assertThat(rows.get(6)).contains("…");
    }

    @Test
    void aFrameFitsTheTerminal() {
        FeatureRolloutStatus status = status(IN_QUARTER);
        List<Panel> panels = List.of(new Panel("a", status, 25), new Panel("b", status, 25));
        List<Entry> entries = IntStream.range(0, 50)
                .mapToObj(i ->
                        new Entry(Duration.ofSeconds(i), "a", Tone.Busy, i % 2 == 0, "event " + i + " long".repeat(i)))
                .toList();
        Frame frame = new Frame("a shop", Duration.ofSeconds(75), panels, entries);
        for (int width : List.of(30, 80, 81, 120, 300)) {
            for (int height : List.of(5, 24, 40)) {
                assertThat(frame.rows(width, height))
                        .hasSizeLessThanOrEqualTo(height)
                        .extracting(Line::width)
                        .allMatch(rowWidth -> rowWidth <= width - 1);
            }
        }
        assertThat(frame.rows(80, 24)).hasSize(24);
        assertThat(frame.rows(80, 24).get(0).text())
                .startsWith(" FeatureRollout demo")
                .endsWith("1:15 ");
    }

    @Test
    void coloursDoNotCountAsWidth() {
        Line line = Line.of(Tone.Bad, "no ✗").fit(6);
        assertThat(line.width()).isEqualTo(6);
        assertThat(line.text()).isEqualTo("no ✗  ");
        assertThat(line.painted()).contains("\u001b[1;31mno ✗\u001b[0m");
    }

    private static List<String> panel(String yaml, double share) {
        return new Panel("new-checkout", status(yaml), share)
                .rows(79).stream().map(Line::text).toList();
    }

    private static FeatureRolloutStatus status(String yaml) {
        return Serialization.unmarshal(yaml, FeatureRolloutStatus.class);
    }
}
