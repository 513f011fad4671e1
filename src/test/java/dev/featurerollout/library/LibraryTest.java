package dev.featurerollout.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.lint.CriteriaLint;
import dev.featurerollout.plan.InForce;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every template of the library. */
class LibraryTest {
    static List<LibraryTemplate> templates() {
        return LibraryTemplate.all();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void itSaysWhatItIsForAndIsCalledAsItsFile(LibraryTemplate template) throws IOException {
        assertThat(template.file()).hasFileName(template.name() + ".yaml");
        assertThat(Files.readString(template.file())).startsWith("# ").contains("# For ");
        assertThat(template.spec().description()).endsWith(".").hasSizeLessThan(120);
        assertThat(template.spec().args())
                .allSatisfy(arg -> assertThat(arg.description())
                        .as(arg.name())
                        .isNotBlank()
                        .endsWith("."));
        assertThat(template.spec().criteria()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void itIsUnderstoodAndTheLinterHasNothingToSay(LibraryTemplate template) {
        FeatureRolloutSpec spec = template.rollout(
                template.required().stream().collect(Collectors.toMap(Function.identity(), name -> "checkout")));
        InForce inForce = InForce.of("shop", "new-checkout", spec, null, template::find);

        assertThat(inForce.problems()).isEmpty();
        FeatureRolloutSpec expanded = inForce.expansion().spec();
        assertThat(CriteriaLint.findings(expanded, inForce.plan().orElseThrow(), Optional.of(Duration.ofSeconds(30))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void sharesAreRatiosAndNothingLooksBackFurtherThanTheWindow(LibraryTemplate template) {
        CriterionSpec criterion = template.spec().criteria().get(0);
        assertThat(criterion.max()).as("a default bound").isNotNull();
        if (criterion.name().equals("errors")) {
            assertThat(criterion.ratio()).isNotNull();
            assertThat(criterion.ratio().bad()).contains("[$(window)]");
        } else {
            assertThat(criterion.query()).contains("[$(window)]").doesNotContain("[5m]");
        }
    }
}
