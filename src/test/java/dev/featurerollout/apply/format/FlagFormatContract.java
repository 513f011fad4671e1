package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.featurerollout.apply.format.FlagFormat.Reading;
import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every flag format promises; each one brings its documents. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FlagFormatContract {
    private static final int MIB = 1 << 20;

    /** A document whose flag is at 5 %. */
    record Sample(String story, FlagTarget target, String document) {
        Sample with(String more, UnaryOperator<String> change) {
            return new Sample(story + ", " + more, target, change.apply(document));
        }

        @Override
        public String toString() {
            return story;
        }
    }

    /** A document that is refused, with a part of the message. */
    record Refused(FlagTarget target, String document, String message) {}

    /** A target that every document of the format can be asked for. */
    abstract FlagTarget target();

    /** Documents whose flag is at 5 % and can be raised, lowered, collapsed and linted. */
    abstract List<Sample> samples();

    /** Documents with a flag that has no rule yet. */
    abstract List<Sample> withoutRule();

    abstract List<Refused> refused();

    /** A document in which the name of something is twice. */
    abstract Refused twice();

    /** A document of about this many characters whose flag is at 5 %. */
    abstract Sample large(int size);

    abstract int decimals();

    private FlagFormat format() {
        return Formats.of(target().format());
    }

    /** Every sample as other editors would have written it. */
    List<Sample> allSamples() {
        return variants(samples());
    }

    List<Sample> allWithoutRule() {
        return variants(withoutRule());
    }

    private static List<Sample> variants(List<Sample> samples) {
        List<Sample> result = new ArrayList<>();
        for (Sample sample : samples) {
            result.add(sample);
            result.add(sample.with("CRLF", text -> text.replace("\n", "\r\n")));
            result.add(sample.with("no newline at the end", String::stripTrailing));
            result.add(sample.with("newlines at the end", text -> text + "\n\n"));
            result.add(sample.with("a byte order mark", text -> "\uFEFF" + text));
        }
        return result;
    }

    private List<Percentage> percentages() {
        List<String> all = new ArrayList<>(List.of("0", "1", "5", "10", "25", "50", "75", "100"));
        if (decimals() > 0) {
            all.add("0.1");
        }
        if (decimals() > 3) {
            all.add("33.3333");
        }
        return all.stream().map(Percentage::parse).toList();
    }

    @ParameterizedTest
    @MethodSource("allSamples")
    void everyPercentageIsWrittenInPlaceAndComesBack(Sample sample) throws Exception {
        FlagFormat format = format();
        Reading before = format.read(sample.document(), sample.target());
        assertThat(before.percentage()).hasToString("5");

        for (Percentage percentage : percentages()) {
            String written = format.write(sample.document(), sample.target(), percentage);

            assertThat(format.read(written, sample.target()).percentage()).isEqualTo(percentage);
            assertThat(digitsAside(written)).isEqualTo(digitsAside(sample.document()));
            assertThat(format.write(written, sample.target(), percentage)).isEqualTo(written);
            assertThat(format.restore(written, sample.target(), before.undo())).isEqualTo(sample.document());
            assertThat(format.restore(sample.document(), sample.target(), before.undo()))
                    .isEqualTo(sample.document());
        }
    }

    private static String digitsAside(String document) {
        return document.replaceAll("[0-9]+(\\.[0-9]+)?", "#");
    }

    @Test
    void aFinerPercentageThanTheFormatKnowsIsRefused() {
        if (decimals() == 0) {
            Sample sample = samples().get(0);
            assertThatThrownBy(() -> format().write(sample.document(), sample.target(), Percentage.parse("0.5")))
                    .isInstanceOf(FlagProblem.class)
                    .hasMessageContaining("whole percentages");
        }
    }

    @ParameterizedTest
    @MethodSource("allSamples")
    void onForEverybodyReadsAHundredAndCanBeTakenBack(Sample sample) throws Exception {
        FlagFormat format = format();
        FlagTarget target = sample.target();
        Undo undo = format.read(sample.document(), target).undo();

        String everybody = format.collapse(sample.document(), target);
        Undo collapsed = format.read(everybody, target).undo();
        String off = format.write(everybody, target, Percentage.ZERO);

        assertThat(format.read(everybody, target).percentage()).hasToString("100");
        assertThat(format.collapse(everybody, target)).isEqualTo(everybody);
        assertThat(format.write(everybody, target, Percentage.HUNDRED)).isEqualTo(everybody);
        assertThat(format.read(off, target).percentage()).hasToString("0");
        assertThat(format.restore(off, target, collapsed)).isEqualTo(everybody);
        assertThat(format.read(format.restore(everybody, target, undo), target).percentage())
                .hasToString("5");
        assertThat(format.lint(everybody, Optional.of(target))).noneMatch(Trap::fatal);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("allWithoutRule")
    void aRuleThatIsMissingIsAddedAndTakenAwayAgain(Sample sample) throws Exception {
        FlagFormat format = format();
        FlagTarget target = sample.target();
        assertThatThrownBy(() -> format.read(sample.document(), target)).isInstanceOf(FlagProblem.class);

        String created = format.create(sample.document(), target).orElseThrow();
        Undo undo = Creation.between(sample.document(), created);

        assertThat(format.read(created, target).percentage()).hasToString("0");
        assertThat(format.create(created, target)).isEmpty();
        assertThat(format.lint(created, Optional.of(target))).noneMatch(Trap::fatal);
        for (Percentage percentage : percentages()) {
            String written = format.write(created, target, percentage);
            assertThat(format.restore(written, target, undo)).isEqualTo(sample.document());
        }
        assertThat(format.restore(sample.document(), target, undo)).isEqualTo(sample.document());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeRaisedSafelyIsRefusedWithWhatWhereAndHowToMendIt(Refused refused) {
        FlagFormat format = format();

        assertThatThrownBy(() -> format.read(refused.document(), refused.target()))
                .isInstanceOf(FlagProblem.class)
                .hasMessageMatching("(?s)shop-flags/" + refused.target().key() + ":(\\d+:\\d+:)? .*")
                .hasMessageContaining(refused.message());
        assertThatThrownBy(() -> format.write(refused.document(), refused.target(), Percentage.of(99)))
                .isInstanceOf(FlagProblem.class);
        assertThat(format.lint(refused.document(), Optional.of(refused.target())))
                .anyMatch(trap -> trap.fatal() && trap.message().contains(refused.message()));
    }

    @Test
    void aNameThatIsTwiceIsReported() {
        Refused twice = twice();

        assertThatThrownBy(() -> format().read(twice.document(), twice.target()))
                .isInstanceOf(FlagProblem.class)
                .hasMessageContaining("second time");
        assertThat(format().lint(twice.document(), Optional.of(twice.target())))
                .anyMatch(trap -> trap.fatal() && trap.message().contains("second time"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void halfADocumentIsNeverMadeWorse(Sample sample) {
        FlagFormat format = format();
        for (int end = 0; end < sample.document().length(); end += 7) {
            String half = sample.document().substring(0, end);
            format.lint(half, Optional.of(sample.target()));
            format.lint(half, Optional.empty());
            try {
                String written = format.write(half, sample.target(), Percentage.of(3));
                assertThat(format.read(written, sample.target()).percentage()).hasToString("3");
            } catch (FlagProblem refused) {
                assertThat(refused).hasMessageStartingWith("shop-flags/");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsRightHasNoFatalTrap(Sample sample) {
        assertThat(format().lint(sample.document(), Optional.of(sample.target())))
                .noneMatch(Trap::fatal);
    }

    @Test
    void aFullConfigMapIsEditedInPlace() throws Exception {
        FlagFormat format = format();
        Sample sample = large(MIB);
        FlagTarget target = sample.target();
        Undo undo = format.read(sample.document(), target).undo();

        String written = format.write(sample.document(), target, Percentage.of(25));

        assertThat(sample.document().length()).isBetween(MIB - 10_000, MIB);
        assertThat(format.read(written, target).percentage()).hasToString("25");
        assertThat(format.restore(written, target, undo)).isEqualTo(sample.document());
        bench(format, sample);
    }

    /** Printed, not judged: a busy machine is no fault of the format. */
    private static void bench(FlagFormat format, Sample sample) throws FlagProblem {
        int rounds = 20;
        long best = Long.MAX_VALUE;
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            format.write(sample.document(), sample.target(), Percentage.of(i % 2 == 0 ? 25 : 50));
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf(
                "%s: %d KiB edited in %.1f ms%n",
                sample.target().format(), sample.document().length() / 1024, best / 1e6);
    }
}
