package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.support.MemoryCluster;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The rules that never bend (see the API), each against random histories.
 *
 * <p>Each rule is judged by a {@link Witness} of its own, which works out anew from the spec and the metrics what must
 * be; {@link RulesAtLengthTest} plays many more.
 */
class RulesTest {
    @Provide
    Arbitrary<History> histories() {
        return Histories.any();
    }

    @Provide
    Arbitrary<History> deadly() {
        return Histories.deadly();
    }

    @Provide
    Arbitrary<History> handwork() {
        return Histories.of(
                List.of(
                        ActKind.SET_FLAG,
                        ActKind.SET_FLAG,
                        ActKind.SET_FLAG,
                        ActKind.PUT_FLAG_BACK,
                        ActKind.SUSPEND,
                        ActKind.RESUME,
                        ActKind.NEW_REVISION,
                        ActKind.KILLED,
                        ActKind.STATUS_CONFLICTS),
                8);
    }

    /** Guardrails that fail and roll nothing back. */
    @Provide
    Arbitrary<History> undecided() {
        return Histories.of(
                        List.of(
                                ActKind.SUSPEND,
                                ActKind.RESUME,
                                ActKind.AUTOMATIC_ON,
                                ActKind.AUTOMATIC_OFF,
                                ActKind.NEW_REVISION,
                                ActKind.LOOSEN_CRITERION,
                                ActKind.KILLED,
                                ActKind.STATUS_CONFLICTS,
                                ActKind.DIES_BEFORE_STATUS),
                        6)
                .map(History::withoutAutomaticRollback);
    }

    /** What people do to a rollout that is over, and what goes wrong when its flags are collapsed. */
    @Provide
    Arbitrary<History> afterwards() {
        return Histories.of(
                List.of(
                        ActKind.RENAME_FLAGS,
                        ActKind.REQUEST_ROLLBACK,
                        ActKind.WITHDRAW_REQUEST,
                        ActKind.NEW_REVISION,
                        ActKind.STATUS_CONFLICTS,
                        ActKind.PATCH_FAILS,
                        ActKind.PATCH_CONFLICTS,
                        ActKind.DIES_AFTER_PATCH,
                        ActKind.DIES_BEFORE_STATUS,
                        ActKind.EDIT_OTHER_PARTS),
                12);
    }

    /** One flag after another cannot be changed. */
    @Provide
    Arbitrary<History> halfEntered() {
        return Histories.of(
                List.of(
                        ActKind.PATCH_FAILS,
                        ActKind.BREAK_DOCUMENT,
                        ActKind.MEND_DOCUMENT,
                        ActKind.REMOVE_LABEL,
                        ActKind.ADD_LABEL,
                        ActKind.NEW_REVISION,
                        ActKind.DIES_AFTER_PATCH,
                        ActKind.STATUS_CONFLICTS),
                10);
    }

    @Provide
    Arbitrary<History> invalid() {
        return Histories.of(
                List.of(
                        ActKind.INVALID_EDIT,
                        ActKind.INVALID_EDIT,
                        ActKind.MEND_EDIT,
                        ActKind.SUSPEND,
                        ActKind.REQUEST_ROLLBACK,
                        ActKind.KILLED),
                4);
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule1NeverRaisesBeyondTheStageOrWithoutEvidence(@ForAll("histories") History history) {
        new Theatre(history, List.of(new Rule1())).play();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule2RollsBackAtOnceAndStaysDown(@ForAll("histories") History history) {
        new Theatre(history, List.of(new Rule2())).play();
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void rule1AsksAPersonWhereAFailedGuardrailRollsNothingBack(@ForAll("undecided") History history) {
        new Theatre(history, List.of(new Rule1(), new Rule2(), new Rule3())).play();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule3HoldsWhenNothingIsKnown(@ForAll("histories") History history) {
        new Theatre(history, List.of(new Rule3())).play();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule4RespectsWhoLowersAndBringsBackWhatWasRaised(@ForAll("handwork") History history) {
        new Theatre(history, List.of(new Rule4(), new Rule1())).play();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule5ChangesOnlyWhatIsMeant(@ForAll("histories") History history) {
        new Theatre(history, List.of(new Rule5())).play();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule6GoesOnWhereItWasAfterADeath(@ForAll("deadly") History history) {
        // Queries are tried before it begins: when it begins then hangs on when they were mended and tried again.
        Assume.that(history.canBeginAtOnce());
        Rule6 undisturbed = new Rule6();
        Rule6 killed = new Rule6();
        new Theatre(history.without(act -> true), List.of(undisturbed)).play();
        new Theatre(history, List.of(killed)).play();
        assertThat(killed.account()).isEqualTo(undisturbed.account());
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule7TouchesOnlyWhatIsLabelled(@ForAll("histories") History history) {
        new Theatre(history, List.of(new Rule7())).play();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule7RefusesTheYoungerOfTwoOnOneFlag(@ForAll("histories") History history) {
        Theatre theatre = new Theatre(history, List.of(new Rule7()));
        MemoryCluster rival = theatre.withRival();
        theatre.play();
        assertThat(rival.rollout().getStatus().conditions())
                .filteredOn(condition -> condition.type().equals("Ready"))
                .singleElement()
                .satisfies(ready -> assertThat(ready.message()).contains("already moves one of these flags"));
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule8WatchesOnBehindAnInvalidEdit(@ForAll("invalid") History history) {
        new Theatre(history, List.of(new Rule8(), new Rule2())).play();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule10RestoresWhatTheAttemptChanged(@ForAll("afterwards") History history) {
        new Theatre(history, List.of(new Rule10(), new Rule5())).play();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule11GuardsFromTheFirstFlagWritten(@ForAll("halfEntered") History history) {
        new Theatre(history, List.of(new Rule11(), new Rule2())).play();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void rule9WritesNothingWhenNothingChanged(@ForAll("histories") History history) {
        new Theatre(history, List.of(new Rule9())).play();
    }
}
