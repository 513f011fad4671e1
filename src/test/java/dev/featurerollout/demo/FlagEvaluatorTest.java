package dev.featurerollout.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagEvaluatorTest {
    private static final List<String> USERS =
            IntStream.range(0, 20_000).mapToObj(i -> "user-" + i).toList();

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 25, 50, 99})
    void asManyUsersGetItAsTheWeightsSay(int percentage) {
        double share = 100.0 * users("new-checkout", percentage).size() / USERS.size();
        assertThat(share).isCloseTo(percentage, within(1.0));
    }

    @Test
    void nobodyGetsItAtZeroAndEverybodyAtHundred() {
        assertThat(users("new-checkout", 0)).isEmpty();
        assertThat(users("new-checkout", 100)).hasSameSizeAs(USERS);
    }

    @Test
    void whoHasItKeepsItWhenTheShareGrows() {
        assertThat(users("new-checkout", 25)).containsAll(users("new-checkout", 5));
        assertThat(users("new-checkout", 50)).containsAll(users("new-checkout", 25));
    }

    @Test
    void anotherFlagChoosesOtherUsers() {
        Set<String> both = users("new-checkout", 25);
        both.retainAll(users("new-search", 25));
        assertThat(100.0 * both.size() / USERS.size()).isCloseTo(6.25, within(1.0));
    }

    @Test
    void yamlIsReadAsWellAsJson() {
        String yaml = """
            flags:
              search:   # a comment
                defaultVariant: "off"
                targeting: {fractional: [["on", 1], ["off", 0]]}
            """;
        assertThat(FlagEvaluator.of(yaml, "search").variantFor("anybody")).isEqualTo("on");
    }

    @Test
    void withoutTargetingEverybodyGetsTheDefault() {
        FlagEvaluator flag = FlagEvaluator.of("{\"flags\": {\"f\": {\"defaultVariant\": \"off\"}}}", "f");
        assertThat(flag.variantFor("anybody")).isEqualTo("off");
    }

    @Test
    void aFlagThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> FlagEvaluator.of("{\"flags\": {}}", "f")).hasMessageContaining("no flag f");
    }

    private static Set<String> users(String flag, int percentage) {
        String document = """
            {"flags": {"%s": {"defaultVariant": "off",
              "targeting": {"fractional": [["on", %d], ["off", %d]]}}}}
            """.formatted(flag, percentage, 100 - percentage);
        FlagEvaluator evaluator = FlagEvaluator.of(document, flag);
        return USERS.stream()
                .filter(user -> evaluator.variantFor(user).equals("on"))
                .collect(Collectors.toSet());
    }
}
