package dev.featurerollout.measure.criteria;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GridTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Grid GRID = new Grid(NOON, Duration.ofSeconds(30));

    private static Instant at(double seconds) {
        return NOON.plusMillis((long) (seconds * 1000));
    }

    @Test
    void aLookIsDueALittleAfterItsInstantSoThatTheScrapesAreIn() {
        assertThat(GRID.due(NOON, at(30.499))).isEmpty();
        assertThat(GRID.due(NOON, at(30.5))).containsExactly(at(30));
    }

    @Test
    void missedLooksAreAllDueOldestFirst() {
        assertThat(GRID.due(at(30), at(125))).containsExactly(at(60), at(90), at(120));
    }

    @Test
    void ofVeryManyTheOldestAreDueFirst() {
        List<Instant> due = GRID.due(at(30), at(30).plus(Duration.ofDays(3650)));
        assertThat(due).hasSize(10_000).startsWith(at(60));
        assertThat(GRID.isDue(due.get(9_999), at(30).plus(Duration.ofDays(3650))))
                .isTrue();
        assertThat(GRID.isDue(at(90), at(119))).isFalse();
    }

    @Test
    void whatIsOffTheGridAfterAnEditGoesOnWithTheNextInstantOnIt() {
        assertThat(GRID.due(at(45), at(91))).containsExactly(at(60), at(90));
    }

    @Test
    void nothingIsDueBeforeTheChangeIsEffective() {
        assertThat(GRID.due(at(-600), at(-1))).isEmpty();
        assertThat(GRID.due(at(-600), at(31))).containsExactly(at(30));
    }

    @Test
    void theNextLookCanBeAsked() {
        assertThat(GRID.nextAskAfter(at(-600))).isEqualTo(at(30.5));
        assertThat(GRID.nextAskAfter(at(30.4))).isEqualTo(at(30.5));
        assertThat(GRID.nextAskAfter(at(30.5))).isEqualTo(at(60.5));
    }

    @Test
    void aLookIsFreshUntilTheNextOneCanBeHad() {
        assertThat(GRID.isFresh(at(30), at(60.5))).isTrue();
        assertThat(GRID.isFresh(at(30), at(60.501))).isFalse();
    }
}
