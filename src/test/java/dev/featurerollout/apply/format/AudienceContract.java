package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.featurerollout.apply.ChangedDocument;
import dev.featurerollout.apply.FlagStore.Restore;
import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every format promises that can give the feature to audiences before it is given to a share of all. */
abstract class AudienceContract extends FlagFormatContract {

    /** First the own staff, then two customers, then those of a plan. */
    List<Audience> audiences() {
        return List.of(
                new Audience("organisation", List.of("our own")),
                new Audience("organisation", List.of("acme", "globex")),
                new Audience("plan", List.of("beta")));
    }

    /** Whether no two conditions of a document can have the same name. */
    boolean haveNames() {
        return false;
    }

    private FlagTarget admitting(FlagTarget target) {
        return target.with(audiences());
    }

    private static List<String> rules(FlagFormat format, String document, FlagTarget target) {
        return format.lint(document, Optional.of(target)).stream()
                .map(Trap::rule)
                .toList();
    }

    /** Returns the document with no, one, two, ... audiences, each added to the one before. */
    private List<String> oneByOne(FlagFormat format, String document, FlagTarget target) throws FlagProblem {
        List<String> documents = new ArrayList<>(List.of(document));
        for (int i = 1; i <= target.audiences().size(); i++) {
            documents.add(format.admit(documents.get(i - 1), target, i));
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("allSamples")
    void audiencesComeOneByOneAndGoInReverse(Sample sample) throws Exception {
        FlagTarget target = admitting(sample.target());
        FlagFormat format = Formats.of(target);
        Undo undo = format.read(sample.document(), target).undo();
        List<String> documents = oneByOne(format, sample.document(), target);

        for (int from = 0; from < documents.size(); from++) {
            String document = documents.get(from);
            assertThat(format.read(document, target).reach()).isEqualTo(new Reach(from, Percentage.of(5)));
            assertThat(format.read(document, target).undo()).isEqualTo(undo);
            assertThat(rules(format, document, target)).isEqualTo(rules(format, sample.document(), target));
            for (int to = 0; to < documents.size(); to++) {
                assertThat(format.admit(document, target, to))
                        .as("from %d audiences to %d", from, to)
                        .isEqualTo(documents.get(to));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allSamples")
    void aRollbackTakesAudiencesAwayWhateverThePercentageIsByThen(Sample sample) throws Exception {
        FlagTarget target = admitting(sample.target());
        FlagFormat format = Formats.of(target);
        Undo undo = format.read(sample.document(), target).undo();
        String document = sample.document();
        for (int audiences = 1; audiences <= target.audiences().size(); audiences++) {
            document = format.admit(document, target, audiences);
            document = format.write(document, target, Percentage.of(10 * audiences));
            assertThat(format.read(document, target).reach())
                    .isEqualTo(new Reach(audiences, Percentage.of(10 * audiences)));
        }

        Restore restore = new Restore(undo, Reach.of(Percentage.of(5)));

        assertThat(ChangedDocument.of(document, target, restore)).isEqualTo(sample.document());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatOthersEditInTheMeantimeStays(Sample sample) throws Exception {
        FlagTarget target = admitting(sample.target());
        FlagFormat format = Formats.of(target);
        List<String> documents = oneByOne(format, sample.document(), target);

        for (String document : documents) {
            String edited = "\n" + document.replace("5", "4").replace("94", "96") + "\n";
            String expected = "\n" + sample.document().replace("5", "4").replace("94", "96") + "\n";

            assertThat(format.admit(edited, target, 0)).isEqualTo(expected);
        }
    }

    /** The same audience for another rollout's flag, or for none: a condition like it is not ours to take away. */
    @Test
    void conditionsForOthersStay() throws Exception {
        for (Sample sample : samples()) {
            FlagTarget others = sample.target()
                    .with(audiences().stream()
                            .map(audience -> new Audience(audience.attribute(), List.of("others")))
                            .limit(1)
                            .toList());
            FlagFormat format = Formats.of(others);
            String theirs = format.admit(sample.document(), others, 1);
            FlagTarget ours = admitting(sample.target());

            assertThat(format.read(theirs, ours).reach()).isEqualTo(Reach.of(Percentage.of(5)));
            assertThat(format.admit(theirs, ours, 0)).isEqualTo(theirs);
            if (haveNames()) {
                assertThatThrownBy(() -> format.admit(theirs, ours, 1))
                        .isInstanceOf(FlagProblem.class)
                        .hasMessageContaining("already");
            } else {
                assertThat(format.admit(format.admit(theirs, ours, 2), ours, 0)).isEqualTo(theirs);
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("allWithoutRule")
    void aRuleThatTheRolloutAddsComesBeforeItsAudiencesAndGoesAfterThem(Sample sample) throws Exception {
        FlagTarget target = admitting(sample.target()).creating();
        FlagFormat format = Formats.of(target);
        Undo undo = format.read(sample.document(), target).undo();

        String admitted = format.admit(sample.document(), target, 2);
        String raised = format.write(admitted, target, Percentage.of(25));

        assertThat(format.read(admitted, target).reach()).isEqualTo(new Reach(2, Percentage.ZERO));
        assertThat(format.read(raised, target).reach()).isEqualTo(new Reach(2, Percentage.of(25)));
        assertThat(ChangedDocument.of(raised, target, new Restore(undo, Reach.NOBODY)))
                .isEqualTo(sample.document());
    }
}
