package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlagdNodeIT extends FlagdEvaluatorContract {
    @Override
    Evaluator evaluator() {
        return new FlagdNodeEvaluator();
    }

    /** Why docs/flags.md says that all readers of a flag should be of one generation. */
    @Test
    void flagdBeforeAndSinceItsNewBucketsChooseDifferentUsers() throws Exception {
        int users = 20_000;
        BitSet since = new FlagdNodeEvaluator().on(document(), users);
        BitSet before = new FlagdJavaEvaluator().on(document(), users);

        BitSet both = (BitSet) since.clone();
        both.and(before);

        assertThat(both.cardinality()).isLessThan(since.cardinality() * 3 / 4);
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
