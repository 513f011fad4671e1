package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an evaluator makes of a flag that some audiences have before a share of all users. */
abstract class AudienceEvaluatorContract extends EvaluatorContract {
    private static final int USERS = Measurement.USERS / 5;

    /** What the evaluator's users have in common, of {@link Evaluator#organisation}. */
    String attribute() {
        return "organisation";
    }

    private static BitSet with(List<Audience> audiences) {
        BitSet members = new BitSet();
        for (int i = 0; i < USERS; i++) {
            String organisation = Evaluator.organisation(i);
            members.set(i, audiences.stream().anyMatch(it -> it.values().contains(organisation)));
        }
        return members;
    }

    @Test
    void audiencesHaveItAtZeroKeepItWhileThePercentageRisesAndLoseItWhenTaken() throws Exception {
        List<Audience> audiences = List.of(
                new Audience(attribute(), List.of("org-7")), new Audience(attribute(), List.of("org-11", "org-13")));
        FlagTarget target = target().with(audiences);
        FlagFormat format = Formats.of(target);
        String off = format.write(document(), target, Percentage.ZERO);
        String both = format.admit(off, target, 2);
        String raised = format.write(both, target, Percentage.of(30));
        BitSet share = evaluator().on(format.write(off, target, Percentage.of(30)), USERS);
        BitSet either = with(audiences);
        either.or(share);

        assertThat(evaluator().on(format.admit(off, target, 1), USERS)).isEqualTo(with(audiences.subList(0, 1)));
        assertThat(evaluator().on(both, USERS)).isEqualTo(with(audiences));
        assertThat(evaluator().on(raised, USERS)).isEqualTo(either);
        assertThat(evaluator().on(format.admit(raised, target, 0), USERS)).isEqualTo(share);
        assertThat(evaluator().on(format.admit(both, target, 0), USERS).isEmpty())
                .isTrue();
    }
}
