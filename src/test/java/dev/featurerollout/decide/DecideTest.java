package dev.featurerollout.decide;

import static dev.featurerollout.decide.Scene.EFFECTIVE;
import static dev.featurerollout.decide.Scene.NOON;
import static dev.featurerollout.decide.Scene.inQuarter;
import static dev.featurerollout.decide.Scene.inQuarterWithTwoFlags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.decide.Decision.BringBack;
import dev.featurerollout.decide.Decision.CloseRollback;
import dev.featurerollout.decide.Decision.Complete;
import dev.featurerollout.decide.Decision.Escalate;
import dev.featurerollout.decide.Decision.Intend;
import dev.featurerollout.decide.Decision.Move;
import dev.featurerollout.decide.Decision.Recovery;
import dev.featurerollout.decide.Decision.Resume;
import dev.featurerollout.decide.Decision.RollBack;
import dev.featurerollout.decide.Decision.Settle;
import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is decided, where the name of the rule does not say it all. */
class DecideTest {
    private static final String ERRORS = "successCriteria: [{name: errors, query: q, max: '0.01'%s}]";
    private static final String RAISED_THREE_TIMES =
            "drift: {corrections: 3, firstCorrectionAt: '2026-11-22T12:15:00Z'}";

    private static Scene guarded(String more) {
        return inQuarter().spec(ERRORS.formatted(more));
    }

    private static void stays(Scene scene, Reason reason, String message) {
        assertThat(scene.decision()).isInstanceOfSatisfying(Stay.class, stay -> {
            assertThat(stay.reason()).isEqualTo(reason);
            assertThat(stay.message()).contains(message);
        });
    }

    private static void intends(Scene scene, String stage) {
        assertThat(scene.decision())
                .isInstanceOfSatisfying(
                        Intend.class,
                        intend ->
                                assertThat(intend.to()).extracting(Stage::name).isEqualTo(stage));
    }

    @Nested
    class SomebodyLowersAFlag {
        @Test
        void itIsRespectedAndSaysWhoDidItAndHowToGoOn() {
            stays(inQuarter().flag("a", "5").baked(10), Reason.Holding, "lowered from 25 % to 5 % by kubectl-edit");
            stays(inQuarter().flag("a", "5").baked(10), Reason.Holding, "spec.suspend was set and unset");
        }

        @Test
        void afterASuspensionItGoesOnFromTheStageBelowTheLowestFlag() {
            String released = "drift: {awaySince: '2026-11-22T12:10:00Z', releasedBySuspend: true}";
            intends(inQuarter().flag("a", "7").status(released), "canary");
            intends(inQuarterWithTwoFlags().flag("b", "24").status(released), "canary");
            intends(inQuarter().flag("a", "2").status(released), "canary");
        }

        @Test
        void whileItIsSuspendedNothingGoesOn() {
            stays(inQuarter().flag("a", "5").spec("suspend: true"), Reason.Suspended, "lowered");
        }

        @Test
        void aFailingGuardrailStillRollsBack() {
            assertThat(guarded("").flag("a", "5").saw("errors", Verdict.Fail).decision())
                    .isInstanceOf(RollBack.class);
        }

        @Test
        void backInItsPlaceTheLooksStartAnew() {
            assertThat(inQuarter()
                            .status("drift: {awaySince: '2026-11-22T12:10:00Z'}")
                            .decision())
                    .isInstanceOf(Settle.class);
        }
    }

    @Nested
    class SomebodyRaisesAFlag {
        @Test
        void itIsBroughtBack() {
            assertThat(inQuarter().flag("a", "50").decision()).isInstanceOf(BringBack.class);
        }

        @Test
        void alsoWhileSuspendedAndWhileAnotherFlagIsGone() {
            assertThat(inQuarter().flag("a", "50").spec("suspend: true").decision())
                    .isInstanceOf(BringBack.class);
            assertThat(inQuarterWithTwoFlags().flag("a", "50").unreadable("b").decision())
                    .isInstanceOf(BringBack.class);
        }

        @Test
        void alsoWhileTheNextRevisionMayNotBeginYet() {
            assertThat(inQuarter()
                            .flag("a", "50")
                            .spec("revision: next\nsuspend: true")
                            .decision())
                    .isInstanceOf(BringBack.class);
        }

        @Test
        void afterThreeTimesInTenMinutesItIsLeftToPeople() {
            stays(
                    inQuarter().flag("a", "50").status(RAISED_THREE_TIMES).now(20),
                    Reason.FlagContested,
                    "brought back 3 times");
            assertThat(inQuarter()
                            .flag("a", "50")
                            .status(RAISED_THREE_TIMES)
                            .now(25)
                            .decision())
                    .as("ten minutes after the first")
                    .isInstanceOf(BringBack.class);
        }

        @Test
        void toWhatWasIntendedIsTheOperatorsOwnMoveBeforeAnInterruption() {
            Scene killed = Scene.with("""
                attempt: {number: 1, revision: "", startedAt: "2026-11-22T11:00:00Z"}
                stage: {name: canary, index: 0, enteredAt: "2026-11-22T12:00:00Z", effectiveAt: "2026-11-22T12:01:00Z"}
                target: {stage: quarter, percentage: 25}
                flags:
                - {name: a, configMapRef: {name: one, key: a}, format: Plain, percentage: 5, original: {percentage: 0, values: [{name: value, text: "0"}]}}
                """);
            assertThat(killed.flag("a", "25").decision())
                    .isInstanceOfSatisfying(
                            Move.class, move -> assertThat(move.to().name()).isEqualTo("quarter"));
        }
    }

    @Nested
    class ARolloutBegins {
        @Test
        void atTheFirstStage() {
            intends(Scene.with("").flag("a", "0"), "canary");
        }

        @Test
        void notFromAFlagThatIsHigherAlready() {
            stays(Scene.with("").flag("a", "6"), Reason.InvalidSpec, "is at 6 % already");
        }

        @Test
        void notWhileSuspendedOrWithARollbackRequested() {
            stays(Scene.with("").flag("a", "0").spec("suspend: true"), Reason.Suspended, "Not started");
            stays(
                    Scene.with("").flag("a", "0").spec("rollback: {requested: true}"),
                    Reason.Suspended,
                    "spec.rollback.requested");
        }

        @Test
        void againWithANewRevisionFromWhatItRaisedItself() {
            intends(inQuarter().spec("revision: next"), "canary");
        }

        @Test
        void againButNotFromWhatAnotherFlagOfThatNameHas() {
            Scene completed = Scene.with("""
                attempt: {number: 1, revision: "", startedAt: "2026-11-22T11:00:00Z", outcome: Completed}
                flags:
                - {name: a, configMapRef: {name: former, key: a}, format: Plain, percentage: 100, original: {percentage: 0, values: [{name: value, text: "0"}]}}
                """);
            stays(
                    completed.flag("a", "100").flag("former/a", "0").spec("revision: next"),
                    Reason.InvalidSpec,
                    "is at 100 % already");
            stays(
                    completed.flag("a", "0").flag("former/a", "100"),
                    Reason.InvalidSpec,
                    "flag a (Plain former/a#) is at 100 %");
        }
    }

    @Nested
    class TheSpecIsEdited {
        @Test
        void whatIsWrongHoldsAndIsTold() {
            stays(
                    guarded("")
                            .editedTo("holdAt: nowhere")
                            .saw("errors", Verdict.Pass)
                            .baked(10),
                    Reason.InvalidSpec,
                    "spec.holdAt");
        }

        @Test
        void itsGuardrailsGoOn() {
            assertThat(guarded("")
                            .editedTo("holdAt: nowhere")
                            .saw("errors", Verdict.Fail)
                            .decision())
                    .isInstanceOf(RollBack.class);
        }

        @Test
        void theEmergencyStopIsHeardInItTheFlagsStayThose() {
            assertThat(inQuarter()
                            .editedTo("rollback: {requested: true}\nholdAt: nowhere")
                            .decision())
                    .isInstanceOf(RollBack.class);
        }
    }

    @Nested
    class ItHolds {
        @ParameterizedTest
        @EnumSource(names = {"Warning", "NoData", "Unavailable"})
        void onWhatDoesNotPass(Verdict verdict) {
            stays(guarded("").saw("errors", verdict).baked(10), Reason.Holding, "errors: seen");
        }

        @Test
        void onAQueryThatNeedsMendingWhateverItsRole() {
            stays(guarded(", role: Goal").saw("errors", Verdict.Invalid), Reason.InvalidQuery, "mend the query");
        }

        @Test
        void notOnWhatIsOnlyReported() {
            intends(guarded(", dryRun: true").saw("errors", Verdict.Invalid).baked(10), "all");
            intends(guarded(", dryRun: true").saw("errors", Verdict.Fail).baked(10), "all");
        }

        @Test
        void onASignalThatFails() {
            stays(guarded(", role: Signal").saw("errors", Verdict.Fail).baked(10), Reason.Holding, "errors");
        }

        @Test
        void onASignalThatHasSpentItsBudgetThoughItPassesNow() {
            Scene spent = guarded(", role: Signal, failureBudget: 2");
            stays(
                    spent.saw("errors", Verdict.Pass, NOON.plusSeconds(1199), 2).baked(10),
                    Reason.Holding,
                    "failureBudget");
        }

        @Test
        void onAGoalOnlyWhenTheStageIsToBeLeftUnlessItFails() {
            stays(guarded(", role: Goal").saw("errors", Verdict.Warning).baked(9), Reason.Progressing, "bake time 10m");
            stays(guarded(", role: Goal").saw("errors", Verdict.Warning).baked(10), Reason.Holding, "errors: seen");
            stays(guarded(", role: Goal").saw("errors", Verdict.Fail).baked(9), Reason.Holding, "failed 1 in a row");
        }

        @Test
        void notOnSilenceBeforeTheFirstWindowIsFull() {
            Scene early = guarded("").now(EFFECTIVE.plusSeconds(31));
            stays(early.saw("errors", Verdict.NoData, EFFECTIVE.plusSeconds(30), 0), Reason.Progressing, "bake time");
        }
    }

    @Nested
    class ItGoesOn {
        @ParameterizedTest
        @CsvSource({"0, true", "30, true", "30.5, true", "30.501, false"})
        void onlyOnFreshEvidence(double secondsAgo, boolean goesOn) {
            Scene scene = guarded("").baked(10);
            scene.saw("errors", Verdict.Pass, NOON.plusSeconds(1200).minusMillis((long) (secondsAgo * 1000)), 0);
            if (goesOn) {
                intends(scene, "all");
            } else {
                stays(scene, Reason.Progressing, "waiting for a fresh passing evaluation of errors");
            }
        }

        @Test
        void notBeforeItsBakeTimeIsOver() {
            stays(inQuarter().baked(9), Reason.Progressing, "bake time 10m, over at 2026-11-22T12:21:00Z");
            intends(inQuarter().baked(10), "all");
        }

        @Test
        void notBeyondTheHoldStage() {
            stays(inQuarter().spec("holdAt: quarter").baked(10), Reason.Suspended, "spec.holdAt quarter is reached");
            stays(inQuarter().spec("holdAt: canary").baked(10), Reason.Suspended, "spec.holdAt canary is reached");
            intends(inQuarter().spec("holdAt: all").baked(10), "all");
        }

        @Test
        void afterTheLastStageToTheEndEvenIfItIsTheHoldStage() {
            Scene last = Scene.with("""
                attempt: {number: 1, revision: "", startedAt: "2026-11-22T11:00:00Z"}
                stage: {name: all, index: 2, enteredAt: "2026-11-22T12:00:00Z", effectiveAt: "2026-11-22T12:01:00Z"}
                target: {stage: all, percentage: 100}
                flags:
                - {name: a, configMapRef: {name: one, key: a}, format: Plain, percentage: 100, original: {percentage: 0, values: [{name: value, text: "0"}]}}
                """);
            assertThat(last.flag("a", "100").spec("holdAt: all").baked(10).decision())
                    .isInstanceOf(Complete.class);
        }
    }

    @Nested
    class ItRollsBack {
        private static final String HELD = "hold: {since: '2026-11-22T12:10:00Z', reason: Holding}";
        private static final String FAILED =
                "failedGuardrail: {criterion: errors, message: '0.2, max 0.01', generation: 1, acknowledged: %s}";
        private static final String DEADLINE = "holdDeadline: {after: 10m, then: Rollback}";

        @Test
        void unlessThatIsLeftToPeople() {
            assertThat(guarded("")
                            .spec("rollback: {automatic: false}")
                            .saw("errors", Verdict.Fail)
                            .decision())
                    .isInstanceOfSatisfying(
                            Escalate.class,
                            escalate -> assertThat(escalate.cause().criterion()).contains("errors"));
        }

        @Test
        void aFailureThatIsLeftToPeopleIsNotForgottenWhenTheGuardrailPassesAgain() {
            Scene passesAgain = guarded("")
                    .spec("rollback: {automatic: false}")
                    .status(FAILED.formatted(false))
                    .saw("errors", Verdict.Pass)
                    .baked(10);
            stays(passesAgain, Reason.Holding, "set spec.suspend to true and then to false");
        }

        @Test
        void afterASuspensionItResumes() {
            Scene resumed = guarded("").spec("rollback: {automatic: false}").status(FAILED.formatted(true));
            assertThat(resumed.decision()).isInstanceOf(Resume.class);
            stays(resumed.spec("suspend: true"), Reason.Suspended, "0.2, max 0.01");
        }

        @Test
        void whatWasLeftToPeopleRollsBackWhenAutomaticRollbackIsSwitchedOn() {
            assertThat(guarded("")
                            .status(FAILED.formatted(false))
                            .saw("errors", Verdict.Pass)
                            .decision())
                    .isInstanceOfSatisfying(
                            RollBack.class,
                            rollBack -> assertThat(rollBack.cause().message()).contains("0.2, max 0.01"));
        }

        @Test
        void onRequestItNamesWhatIsFailing() {
            Scene failing = inQuarter()
                    .spec("rollback: {requested: true}")
                    .spec(ERRORS.formatted(", role: Signal, failureLimit: 3"));
            assertThat(failing.saw("errors", Verdict.Fail).decision())
                    .isInstanceOfSatisfying(RollBack.class, rollBack -> {
                        assertThat(rollBack.cause().reason()).isEqualTo("Requested");
                        assertThat(rollBack.cause().criterion()).contains("errors");
                        assertThat(rollBack.cause().message()).contains("requested was set", "signal errors failed");
                    });
            assertThat(failing.saw("errors", Verdict.Pass).decision())
                    .isInstanceOfSatisfying(
                            RollBack.class,
                            rollBack -> assertThat(rollBack.cause().criterion()).isEmpty());
        }

        @Test
        void notBeforeTheLimit() {
            stays(guarded(", failureLimit: 2").saw("errors", Verdict.Fail), Reason.Holding, "2 roll back");
            assertThat(guarded(", failureLimit: 2")
                            .saw("errors", Verdict.Fail, NOON.plusSeconds(1199), 2)
                            .decision())
                    .isInstanceOf(RollBack.class);
        }

        @Test
        void whenItHasBeenHeldForTooLong() {
            Scene held = guarded("")
                    .status(HELD)
                    .spec(DEADLINE)
                    .saw("errors", Verdict.Warning, NOON.plus(Duration.ofMinutes(19)), 0);
            assertThat(held.now(20).decision()).isInstanceOf(RollBack.class);
            stays(held.now(19), Reason.Holding, "investigate");
        }

        @Test
        void butNotForAHoldThatIsOver() {
            intends(
                    guarded("")
                            .status(HELD)
                            .spec(DEADLINE)
                            .saw("errors", Verdict.Pass)
                            .baked(10),
                    "all");
        }

        @Test
        void norWhenTheDeadlineIsToHoldOn() {
            stays(
                    guarded("")
                            .status(HELD)
                            .spec("holdDeadline: {after: 10m, then: Hold}")
                            .saw("errors", Verdict.Warning),
                    Reason.Holding,
                    "investigate");
        }

        @Test
        void whatWasBegunIsFinishedFirst() {
            assertThat(guarded("").status("""
                rollback: {reason: GuardrailFailed, message: m, from: 25, decidedAt: "2026-11-22T12:10:00Z"}
                """).saw("errors", Verdict.Pass).decision())
                    .isInstanceOf(RollBack.class);
        }
    }

    @Nested
    class AfterARollback {
        private static final String ROLLED_BACK = """
            attempt: {number: 1, revision: "", startedAt: "2026-11-22T11:00:00Z", outcome: RolledBack}
            flags:
            - {name: a, configMapRef: {name: one, key: a}, format: Plain, percentage: 0, original: {percentage: 0, values: [{name: value, text: "0"}]}}
            rollback: {reason: GuardrailFailed, criterion: errors, message: m, from: 25, patchedAt: "2026-11-22T12:00:00Z"}
            """;

        private static Scene rolledBack(String more) {
            return Scene.with(ROLLED_BACK + more).spec(ERRORS.formatted("")).flag("a", "0");
        }

        private static Recovery recovery(Scene scene) {
            return ((CloseRollback) scene.decision()).recovery();
        }

        @Test
        void itIsSeenWhetherThatHelped() {
            stays(rolledBack("").now(10).saw("errors", Verdict.Fail), Reason.RolledBack, "spec.revision");
            assertThat(recovery(rolledBack("").now(10).saw("errors", Verdict.Pass)))
                    .isEqualTo(Recovery.Verified);
            assertThat(recovery(rolledBack("").now(10).saw("errors", Verdict.Warning)))
                    .isEqualTo(Recovery.Verified);
        }

        @Test
        void atTheEndOfTheRecoveryTimeItIsSaidThatItDidNot() {
            stays(rolledBack("").now(10).saw("errors", Verdict.NoData), Reason.RolledBack, "m");
            assertThat(recovery(rolledBack("").now(11).saw("errors", Verdict.Fail)))
                    .isEqualTo(Recovery.StillFailing);
            assertThat(recovery(rolledBack("").now(11).saw("errors", Verdict.NoData)))
                    .isEqualTo(Recovery.NothingToMeasure);
            assertThat(recovery(rolledBack("").now(11))).isEqualTo(Recovery.NothingToMeasure);
        }

        @Test
        void withoutACriterionThatFailedThereIsNothingToVerify() {
            Scene requested = Scene.with(
                            ROLLED_BACK.replace("reason: GuardrailFailed, criterion: errors", "reason: Requested"))
                    .spec(ERRORS.formatted(""))
                    .flag("a", "0");
            assertThat(recovery(requested)).isEqualTo(Recovery.Restored);
        }

        @Test
        void whatStillFailsIsSaidWithoutAClaimAboutTheCause() {
            String message = ", outcome: %s}";
            for (String outcome : List.of("Verified", "StillFailing", "Restored")) {
                Scene closed = Scene.with(
                                ROLLED_BACK.stripTrailing().replaceAll("}$", message.formatted(outcome)) + "\n")
                        .spec(ERRORS.formatted(""))
                        .flag("a", "0");
                stays(
                        closed,
                        Reason.RolledBack,
                        switch (outcome) {
                            case "Verified" -> "m; errors has passed since the rollback; to try again";
                            case "StillFailing" ->
                                "m; errors still fails after the rollback, so the feature may not be";
                            default -> "m; to try again";
                        });
            }
        }

        @Test
        void whoRaisesTheFlagIsBroughtBack() {
            assertThat(rolledBack("").flag("a", "25").decision()).isInstanceOf(BringBack.class);
        }

        @Test
        void anotherFlagOfThatNameIsNoneOfItsBusiness() {
            Scene other = Scene.with(ROLLED_BACK.replace("name: one", "name: former"));
            stays(
                    other.flag("a", "50")
                            .flag("former/a", "0")
                            .spec(ERRORS.formatted(""))
                            .now(10),
                    Reason.RolledBack,
                    "m");
        }

        @Test
        void onlyANewRevisionBeginsAgainAndOnlyWithoutARequest() {
            intends(rolledBack("").spec("revision: next"), "canary");
            stays(
                    rolledBack("")
                            .spec("revision: next\nrollback: {requested: true}")
                            .now(10),
                    Reason.RolledBack,
                    "while spec.rollback.requested is set");
        }
    }

    @Nested
    class ItWakes {
        @Test
        void forTheNextLookOrTheEndOfSomething() {
            Scene scene = guarded("")
                    .now(EFFECTIVE.plusSeconds(40))
                    .saw("errors", Verdict.Pass, EFFECTIVE.plusSeconds(30), 0);
            assertThat(Wake.after(scene.situation())).hasValue(EFFECTIVE.plusMillis(60_500));
        }

        @Test
        void soonerWhenNobodyAnswered() {
            Scene scene = guarded(", interval: 10m").now(EFFECTIVE.plusSeconds(601));
            scene.saw("errors", Verdict.Unavailable, EFFECTIVE.plusSeconds(600), 0);
            assertThat(Wake.after(scene.situation())).hasValue(EFFECTIVE.plusSeconds(616));
        }

        @Test
        void atTheLatestAfterFiveMinutes() {
            Scene scene = inQuarter().spec("suspend: true").baked(10);
            assertThat(Wake.after(scene.situation())).hasValue(NOON.plus(Duration.ofMinutes(25)));
        }

        @Test
        void neverAgainByItselfWhenCompleted() {
            Scene completed = Scene.with("""
                attempt: {number: 1, revision: "", startedAt: "2026-11-22T11:00:00Z", outcome: Completed}
                """);
            assertThat(Wake.after(completed.situation())).isEmpty();
        }
    }
}
