package dev.featurerollout.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.featurerollout.apply.FlagStore.Restore;
import dev.featurerollout.apply.FlagStore.To;
import dev.featurerollout.apply.GeneratedDocument.Kept;
import dev.featurerollout.apply.format.Collapsing;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.BaseDocument;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Git changes in the base, while rollouts have the flags elsewhere. */
class GeneratedDocumentTest {
    private static final BaseDocument BASE = new BaseDocument("shop-flags-base", "flags.json");
    private static final FlagTarget CHECKOUT = flag("new-checkout");
    private static final FlagTarget SEARCH = flag("new-search");
    private static final String GIT = """
        {"flags": {
          "new-checkout": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
            "targeting": {"fractional": [["on", 0], ["off", 100]]}},
          "new-search": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
            "targeting": {"fractional": [["on", 0], ["off", 100]]}},
          "banner": {"state": "ENABLED", "variants": {"a": "hello", "b": "bye"}, "defaultVariant": "a"}
        }}
        """;
    private static final String GIT_LATER = GIT.replace("\"defaultVariant\": \"a\"", "\"defaultVariant\": \"b\"");

    private static FlagTarget flag(String name) {
        return new FlagTarget(
                        name,
                        "shop-flags",
                        "flags.json",
                        FlagFormatName.Flagd,
                        Optional.of(name),
                        Optional.of("on"),
                        Optional.empty())
                .from(BASE);
    }

    private static Reach percent(int percentage) {
        return Reach.of(Percentage.of(percentage));
    }

    private static Kept kept(FlagTarget flag, int confirmed) {
        return new Kept(flag, percent(confirmed));
    }

    private static String at(String document, FlagTarget flag, int percentage) throws FlagProblem {
        return ChangedDocument.of(document, flag, new To(percent(percentage)));
    }

    private static Reach reach(String document, FlagTarget flag) throws FlagProblem {
        return Formats.of(flag).read(document, flag).reach();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 50, 100})
    void anotherFlagsChangeArrivesAndTheRolledOutOneStays(int percentage) throws FlagProblem {
        String effective = at(GIT, CHECKOUT, percentage);
        assertThat(GeneratedDocument.next(GIT_LATER, effective, List.of(kept(CHECKOUT, percentage))))
                .isEqualTo(at(GIT_LATER, CHECKOUT, percentage));
    }

    @Test
    void withNothingToKeepItIsTheBase() throws FlagProblem {
        String effective = at(GIT, CHECKOUT, 5);
        assertThat(GeneratedDocument.next(GIT_LATER, effective, List.of())).isEqualTo(GIT_LATER);
        assertThat(GeneratedDocument.first(GIT, List.of())).isEqualTo(GIT);
    }

    @Test
    void aFlagThatBothHaveAtTheSameReachIsAsTheBaseWritesIt() throws FlagProblem {
        String committed = GIT.replace("[[\"on\", 0], [\"off\", 100]]", "[[\"on\", 1], [\"off\", 1]]");
        assertThat(GeneratedDocument.next(
                        committed, at(GIT, CHECKOUT, 50), List.of(kept(CHECKOUT, 50), kept(SEARCH, 50))))
                .as("new-search is at 0, whatever it was confirmed at")
                .isEqualTo(at(committed, SEARCH, 0));
    }

    @Test
    void aBaseThatRaisesAFlagDoesNotRaiseItAndOneThatLowersItDoesNotLowerIt() throws FlagProblem {
        List<Kept> flags = List.of(kept(CHECKOUT, 25));
        String effective = at(GIT, CHECKOUT, 25);
        for (int committed : List.of(0, 10, 25, 60, 100)) {
            String next = GeneratedDocument.next(at(GIT_LATER, CHECKOUT, committed), effective, flags);
            assertThat(reach(next, CHECKOUT)).isEqualTo(percent(25));
        }
    }

    @Test
    void whatSomebodyLoweredInTheEffectiveDocumentStaysLowered() throws FlagProblem {
        String next = GeneratedDocument.next(GIT_LATER, at(GIT, CHECKOUT, 3), List.of(kept(CHECKOUT, 25)));
        assertThat(reach(next, CHECKOUT)).isEqualTo(percent(3));
    }

    @Test
    void twoRolloutsKeepTheirFlagsInOneDocument() throws FlagProblem {
        String effective = at(at(GIT, CHECKOUT, 25), SEARCH, 50);
        assertThat(GeneratedDocument.next(GIT_LATER, effective, List.of(kept(CHECKOUT, 25), kept(SEARCH, 50))))
                .isEqualTo(at(at(GIT_LATER, CHECKOUT, 25), SEARCH, 50));
    }

    @Test
    void aBaseWithoutTheFlagIsNotUsable() throws FlagProblem {
        String effective = at(GIT, CHECKOUT, 25);
        assertThatThrownBy(() -> GeneratedDocument.next(
                        GIT.replace("new-checkout", "newer-checkout"), effective, List.of(kept(CHECKOUT, 25))))
                .isInstanceOf(FlagProblem.class)
                .hasMessageContaining("shop-flags-base/flags.json")
                .hasMessageContaining("new-checkout");
    }

    @Test
    void aBaseThatCannotSayThePercentageIsNotUsable() throws FlagProblem {
        String effective = at(GIT, CHECKOUT, 25);
        for (String change : List.of(
                GIT.replace("ENABLED", "DISABLED"),
                GIT.replace("[[\"on\", 0], [\"off\", 100]]", "[[\"off\", 50], [\"on\", 0], [\"off\", 50]]"),
                GIT.substring(0, 100))) {
            assertThatThrownBy(() -> GeneratedDocument.next(change, effective, List.of(kept(CHECKOUT, 25))))
                    .isInstanceOf(FlagProblem.class);
        }
    }

    @Test
    void anEffectiveDocumentThatSomebodyBrokeIsLeftToThem() throws FlagProblem {
        String broken = at(GIT, CHECKOUT, 25).replaceFirst("ENABLED", "DISABLED");
        assertThatThrownBy(() -> GeneratedDocument.next(GIT_LATER, broken, List.of(kept(CHECKOUT, 25))))
                .isInstanceOf(FlagProblem.class);
    }

    @Test
    void whereThereIsNoneNoFlagIsAboveWhatItWasConfirmedAt() throws FlagProblem {
        assertThat(GeneratedDocument.first(GIT, List.of(kept(CHECKOUT, 25)))).isEqualTo(GIT);
        assertThat(GeneratedDocument.first(at(GIT, CHECKOUT, 100), List.of(kept(CHECKOUT, 5))))
                .isEqualTo(at(GIT, CHECKOUT, 5));
    }

    @Test
    void aRuleThatTheRolloutAddedIsAddedAgain() throws FlagProblem {
        FlagTarget created = CHECKOUT.creating();
        String git = GIT.replaceFirst(",\n    \"targeting\": .*100]]}", "");
        assertThat(git).hasSizeLessThan(GIT.length());
        String effective = at(git, created, 25);
        String later = git.replace("\"defaultVariant\": \"a\"", "\"defaultVariant\": \"b\"");

        String next = GeneratedDocument.next(later, effective, List.of(new Kept(created, percent(25))));

        assertThat(next).isEqualTo(at(later, created, 25));
        Undo undo = Formats.of(created).read(git, created).undo();
        assertThat(GeneratedDocument.restored(later, next, created, new Restore(undo, percent(0))))
                .isEqualTo(later);
    }

    @Test
    void whatIsOnForEverybodyStaysSoAndComesBack() throws FlagProblem {
        Undo undo = Formats.of(CHECKOUT).read(GIT, CHECKOUT).undo();
        String effective = ChangedDocument.collapsed(GIT, CHECKOUT);

        String next = GeneratedDocument.next(GIT_LATER, effective, List.of(kept(CHECKOUT, 100)));

        assertThat(next).isEqualTo(ChangedDocument.collapsed(GIT_LATER, CHECKOUT));
        Undo marked = Collapsing.between(GIT, effective, undo);
        assertThat(GeneratedDocument.restored(GIT_LATER, next, CHECKOUT, new Restore(marked, percent(0))))
                .isEqualTo(GIT_LATER);
    }

    @Test
    void goingBackLeadsToTheBaseByteForByte() throws FlagProblem {
        Restore original = new Restore(Formats.of(CHECKOUT).read(GIT, CHECKOUT).undo(), percent(0));
        String finer = GIT_LATER.replaceFirst("\\[\"on\", 0], \\[\"off\", 100]", "[\"on\", 0], [\"off\", 1000]");
        for (int percentage : List.of(1, 5, 25, 100)) {
            String effective = GeneratedDocument.next(finer, at(GIT, CHECKOUT, percentage), List.of(kept(CHECKOUT, 0)));
            assertThat(GeneratedDocument.restored(finer, effective, CHECKOUT, original))
                    .isEqualTo(finer);
        }
    }

    @Test
    void goingBackNeverLeadsAboveTheOriginal() throws FlagProblem {
        Restore original = new Restore(Formats.of(CHECKOUT).read(GIT, CHECKOUT).undo(), percent(0));
        String raised = at(GIT, CHECKOUT, 60);
        assertThat(GeneratedDocument.restored(raised, at(GIT, CHECKOUT, 25), CHECKOUT, original))
                .isEqualTo(at(raised, CHECKOUT, 0));
    }

    @Test
    void goingBackLeadsBelowTheOriginalWhereTheBaseIs() throws FlagProblem {
        String five = at(GIT, CHECKOUT, 5);
        Restore original = new Restore(Formats.of(CHECKOUT).read(five, CHECKOUT).undo(), percent(5));
        assertThat(GeneratedDocument.restored(GIT, at(five, CHECKOUT, 50), CHECKOUT, original))
                .isEqualTo(GIT);
    }
}
