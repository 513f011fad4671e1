package dev.featurerollout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The word that was meant, and nothing where no word is near. */
class SuggestionTest {
    private static final List<String> FIELDS =
            List.of("successCriteria", "stages", "suspend", "rollback", "ramp", "flags", "args");

    @ParameterizedTest
    @CsvSource({
        "sucessCriteria, successCriteria",
        "successcriteria, successCriteria",
        "success_criteria, successCriteria",
        "stage, stages",
        "flgas, flags",
        "supsend, suspend",
        "steps, ''",
        "ramps, ramp",
        "x, ''",
        "metadata, ''",
    })
    void theNearestWord(String written, String meant) {
        assertThat(Suggestion.of(written, FIELDS).orElse("")).isEqualTo(meant);
    }
}
