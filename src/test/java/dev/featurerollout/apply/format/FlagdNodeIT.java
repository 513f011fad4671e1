package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.docs.Docs;
import dev.featurerollout.model.Percentage;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FlagdNodeIT extends FlagdEvaluatorContract {
    @Override
    String name() {
        return "`@openfeature/flagd-core`, JavaScript";
    }

    @Override
    Evaluator evaluator() {
        return new FlagdNodeEvaluator();
    }

    /** Why docs/flags.md says that all readers of a flag should be of one generation. */
    @Test
    @Tag("full")
    void flagdBeforeAndSinceItsNewBucketsChooseDifferentUsers() throws Exception {
        Evaluator java = new FlagdJavaEvaluator();
        for (String percentage : List.of("1", "5", "25", "50")) {
            BitSet since = measured().at(percentage);
            BitSet before = java.on(
                    Formats.of(TARGET.format()).write(document(), TARGET, Percentage.parse(percentage)),
                    Measurement.USERS);
            int both = before.cardinality() - Measurement.without(before, since);

            Docs.assertRow(
                    Docs.of("formats.md"),
                    "| flagd, both generations | %s %% | %d | %d | %d | %d |"
                            .formatted(
                                    percentage,
                                    before.cardinality(),
                                    since.cardinality(),
                                    both,
                                    before.cardinality() + since.cardinality() - both));
            assertThat(both).isLessThan(since.cardinality() * 4 / 5);
        }
    }

    /** Why a fractional within another one needs a bucketing of its own. */
    @Test
    void whomOneFractionalLetsThroughTheNextDoesNotDivide() throws Exception {
        String document =
                document("{'fractional': [['off', 90]," + " [{'fractional': [['on', 50], ['old', 50]]}, 10]]}");

        assertThat(new FlagdNodeEvaluator().on(document, 20_000).isEmpty()).isTrue();
        assertThat(Formats.of(TARGET.format()).lint(document, Optional.of(TARGET)))
                .anyMatch(trap -> trap.rule().equals("same-buckets") && trap.fatal());
    }
}
