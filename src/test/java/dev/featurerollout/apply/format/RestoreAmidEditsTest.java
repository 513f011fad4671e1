package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.apply.format.SharedDocument.OthersEdit;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rollback gives the bytes of before the rollout, and leaves what others wrote meanwhile. */
class RestoreAmidEditsTest {
    private static final List<Integer> STAGES = List.of(0, 1, 5, 10, 25, 50, 75, 100);

    static List<SharedDocument> documents() {
        return SharedDocument.all();
    }

    static List<SharedDocument> documentsThatHaveOne() {
        return documents().stream()
                .filter(shared -> shared.target().format() != FlagFormatName.Plain)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theOriginalBytesComeBackFromEveryStageBesideTheEditsOfOthers(SharedDocument shared) throws Exception {
        FlagFormat format = Formats.of(shared.target().format());
        Undo undo = format.read(shared.document(), shared.target()).undo();
        for (int stage : STAGES) {
            String raised = format.write(shared.document(), shared.target(), Percentage.of(stage));
            for (OthersEdit others : shared.othersEdits()) {
                String edited = others.change().apply(raised);

                assertThat(format.restore(edited, shared.target(), undo))
                        .as("back from %s %% with %s edited", stage, others)
                        .isEqualTo(others.change().apply(shared.document()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documentsThatHaveOne")
    void itComesBackFromTheFormForEverybodyToo(SharedDocument shared) throws Exception {
        FlagFormat format = Formats.of(shared.target().format());
        Undo undo = format.read(shared.document(), shared.target()).undo();
        for (OthersEdit others : shared.othersEdits()) {
            String everybody = others.change().apply(format.collapse(shared.document(), shared.target()));

            String restored = format.restore(everybody, shared.target(), undo);

            assertThat(format.read(restored, shared.target()).percentage()).hasToString("5");
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyEditByOthersIsOne(SharedDocument shared) {
        assertThat(shared.othersEdits().stream()
                        .map(others -> others.change().apply(shared.document()))
                        .distinct())
                .hasSameSizeAs(shared.othersEdits());
    }
}
