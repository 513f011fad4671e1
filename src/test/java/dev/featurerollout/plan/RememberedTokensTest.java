package dev.featurerollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What restores a flag goes through a status and back, the places without any text too. */
class RememberedTokensTest {

    @Test
    void everyTextComesBackAndNoneIsKeptEmpty() {
        List<String> tokens = List.of("", "5", "=", "=5", "\"on\"", " ");

        assertThat(RememberedTokens.written(tokens)).doesNotContain("").contains("5", "\"on\"", " ");
        assertThat(RememberedTokens.read(RememberedTokens.written(tokens))).isEqualTo(tokens);
    }

    /** Togglz's form for everybody is an empty strategy. */
    @Test
    void aFormatMayWellHaveAnEmptyPlace() throws FlagProblem {
        FlagTarget target = new FlagTarget(
                "checkout",
                "shop-flags",
                "features.properties",
                FlagFormatName.Togglz,
                Optional.of("CHECKOUT"),
                Optional.empty(),
                Optional.empty());
        String everybody = "CHECKOUT = true\nCHECKOUT.strategy =\nCHECKOUT.param.percentage = 5\n";
        List<String> tokens = Formats.of(target).read(everybody, target).tokens();

        assertThat(tokens).contains("");
        assertThat(RememberedTokens.written(tokens)).doesNotContain("");
        assertThat(RememberedTokens.read(RememberedTokens.written(tokens))).isEqualTo(tokens);
    }
}
