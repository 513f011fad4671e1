package dev.featurerollout.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every scenario, played on the pure core in memory. */
class ScenariosTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    @TestFactory
    Stream<DynamicTest> scenariosGoAsTold() {
        return Scenario.all()
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> {
                    PlayClock clock = new PlayClock(START);
                    List<String> account = new Play(scenario, new MemoryWorld(scenario, clock), clock).run();
                    assertThat(account).isEqualTo(scenario.expected());
                }));
    }
}
