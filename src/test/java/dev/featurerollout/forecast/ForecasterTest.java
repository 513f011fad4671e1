package dev.featurerollout.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.forecast.Forecast.Crowd;
import dev.featurerollout.forecast.Forecast.Step;
import dev.featurerollout.forecast.Forecast.Timing;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.PlanCompiler;
import dev.featurerollout.rehearse.Account;
import dev.featurerollout.rehearse.Rehearsal;
import dev.featurerollout.share.Answer;
import dev.featurerollout.share.MadeUpUsers;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A rollout told in advance. */
class ForecasterTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00.250Z");
    private static final MadeUpUsers USERS = new MadeUpUsers(10_000);

    private static final String STAGES = """
        stages:
        - {name: canary, percentage: 5, bakeTime: 10m}
        - {name: half, percentage: 50, bakeTime: 30m}
        - {name: everyone, percentage: 100, bakeTime: 1h}
        """;

    private static final String CRITERIA = """
        successCriteria:
        - {name: errors, query: errors, max: "0.01", interval: 45s, failureLimit: 2}
        - {name: latency, query: latency, max: 1, interval: 1m, role: Signal}
        - {name: orders, query: orders, min: 1, interval: 7m, role: Goal}
        - {name: queue, query: queue, max: 1, interval: 50m, dryRun: true}
        """;

    private static final String FLAGS = """
        flags:
        - {name: checkout, configMapRef: {name: flags, key: flags.json}, format: Flagd, flag: new-checkout, variation: "on"}
        - {name: search, configMapRef: {name: flags, key: flags.json}, format: Flagd, flag: new-search, variation: "on"}
        """;

    private static String flag(String name, String targeting) {
        return """
            "%s": {
              "state": "ENABLED",
              "variants": {"on": true, "off": false},
              "defaultVariant": "off",
              "targeting": %s
            }\
            """.formatted(name, targeting);
    }

    private static final String SPLIT = "{\"fractional\": [[\"on\", 0], [\"off\", 100]]}";

    private static final String DOCUMENT =
            "{\"flags\": {\n" + flag("new-checkout", SPLIT) + ",\n" + flag("new-search", SPLIT) + "\n}}\n";

    private static FeatureRolloutSpec spec(String... parts) {
        return Serialization.unmarshal(String.join("", parts), FeatureRolloutSpec.class);
    }

    private static Plan plan(FeatureRolloutSpec spec) {
        return ((Compiled.Valid) PlanCompiler.compile("shop", "new-checkout", spec)).plan();
    }

    private static Forecast forecast(FeatureRolloutSpec spec, String status, String document) throws FlagProblem {
        return new Forecaster(
                        plan(spec),
                        Optional.ofNullable(status)
                                .map(text -> Serialization.unmarshal(text, FeatureRolloutStatus.class)),
                        new Documents(Map.of("flags/flags.json", document)),
                        USERS,
                        NOW)
                .of("shop", "new-checkout");
    }

    @Test
    void bothFlagsOfADocumentAreShownInOneDifferenceForEachStage() throws Exception {
        Forecast forecast = forecast(spec(FLAGS, STAGES, CRITERIA), null, DOCUMENT);

        assertThat(forecast.steps())
                .extracting(step -> step.stage().name())
                .containsExactly("canary", "half", "everyone");
        assertThat(changed(forecast.steps().get(0).differences()))
                .containsExactly(
                        "-  \"targeting\": {\"fractional\": [[\"on\", 0], [\"off\", 100]]}",
                        "+  \"targeting\": {\"fractional\": [[\"on\", 5], [\"off\", 95]]}",
                        "-  \"targeting\": {\"fractional\": [[\"on\", 0], [\"off\", 100]]}",
                        "+  \"targeting\": {\"fractional\": [[\"on\", 5], [\"off\", 95]]}");
        assertThat(changed(forecast.rollback().orElseThrow().differences()))
                .contains("+  \"targeting\": {\"fractional\": [[\"on\", 0], [\"off\", 100]]}");
    }

    private static List<String> changed(List<Difference> differences) {
        assertThat(differences).hasSize(1);
        return differences.get(0).unified().stream()
                .skip(2)
                .filter(line -> line.startsWith("+") || line.startsWith("-"))
                .toList();
    }

    @Test
    void theUsersOfEachStageKeepTheFlagAndNobodyHasItAfterTheRollback() throws Exception {
        Forecast forecast = forecast(spec(FLAGS, STAGES, CRITERIA), null, DOCUMENT);

        for (int i = 0; i < 4; i++) {
            int index = i;
            List<Integer> on = forecast.steps().stream()
                    .map(step -> step.crowds().get(index).on())
                    .toList();
            assertThat(on.get(0)).isBetween(400, 600);
            assertThat(on.get(1)).isBetween(4800, 5200);
            assertThat(on.get(2)).isEqualTo(USERS.number());
        }
        assertThat(forecast.steps().get(1).crowds()).allSatisfy(crowd -> {
            assertThat(crowd.lost()).isZero();
            assertThat(crowd.gained())
                    .isEqualTo(crowd.on()
                            - forecast.steps()
                                    .get(0)
                                    .crowds()
                                    .get(forecast.steps().get(1).crowds().indexOf(crowd))
                                    .on());
            assertThat(crowd.withoutKey()).isEqualTo(Answer.Off);
        });
        assertThat(forecast.steps().get(0).crowds())
                .extracting(Crowd::evaluator)
                .containsExactly("flagd since 0.15", "flagd before 0.15", "flagd since 0.15", "flagd before 0.15");
        assertThat(forecast.rollback().orElseThrow().crowds())
                .allSatisfy(crowd -> assertThat(crowd.on()).isZero());
        assertThat(forecast.losses()).isEmpty();
    }

    /** The engine itself, played with metrics that always pass, is not any faster, nor slower. */
    @Test
    void theEarliestInstantsAreThoseOfTheEngine() throws Exception {
        TimelineMetrics metrics = new TimelineMetrics();
        for (String name : List.of("errors", "latency", "queue")) {
            metrics.series(name).from(NOW.minusSeconds(3600), 0.001);
        }
        metrics.series("orders").from(NOW.minusSeconds(3600), 100);
        FeatureRolloutSpec spec = spec(
                "flags: [{name: checkout, configMapRef: {name: flags, key: flags.json}, format: Plain}]\n",
                STAGES,
                CRITERIA);
        Account account = new Rehearsal("shop", "new-checkout", spec, metrics).play(NOW, NOW.plus(Duration.ofDays(1)));

        Forecast forecast = forecast(spec, null, "0");

        assertThat(account.end()).isInstanceOf(Account.Completed.class);
        assertThat(forecast.steps())
                .extracting(Step::timing)
                .isEqualTo(account.stages().stream()
                        .map(stay -> new Timing(
                                Optional.of(stay.enteredAt()),
                                Optional.of(stay.effectiveAt()),
                                Optional.of(stay.leftAt()),
                                false))
                        .toList());
    }

    @Test
    void whatHoldsAStageIsSaidInWords() throws Exception {
        Forecast forecast = forecast(spec(FLAGS, STAGES, CRITERIA, "holdAt: half\n"), null, DOCUMENT);

        Step half = forecast.steps().get(1);
        assertThat(half.holds())
                .extracting(hold -> hold.what() + ": " + hold.how())
                .containsExactly(
                        "spec.holdAt: is half: it goes no further until that is changed",
                        "errors: Guardrail, max 0.01, looked at every 45s: rolls back after 2 failing looks in a row;"
                                + " holds without data or on a warning",
                        "latency: Signal, max 1, looked at every 1m: holds after a failing look, until it passes again",
                        "orders: Goal, min 1, looked at every 7m: has to pass before it goes on",
                        "queue: Guardrail, max 1, looked at every 50m: reported only (dry run)");
        assertThat(half.timing().leftAt()).isEmpty();
        assertThat(forecast.steps().get(2).timing()).isEqualTo(Timing.NEVER);
    }

    @Test
    void aSuspendedRolloutGoesNowhereByItself() throws Exception {
        Forecast forecast = forecast(spec(FLAGS, STAGES, CRITERIA, "suspend: true\n"), null, DOCUMENT);

        assertThat(forecast.steps()).extracting(Step::timing).containsOnly(Timing.NEVER);
    }

    private static final String IN_HALF = """
        observedGeneration: 1
        percentage: 50
        attempt: {number: 1, revision: "", startedAt: "2026-11-22T08:00:00Z"}
        stage: {name: half, index: 1, enteredAt: "2026-11-22T08:40:00Z", effectiveAt: "2026-11-22T08:42:00Z",
                baked: 17m15s, bakedThrough: "2026-11-22T08:59:15Z"}
        target: {stage: half, percentage: 50}
        flags:
        - {name: checkout, %1$s, flag: new-checkout, variation: "on", percentage: 50, resourceVersion: "7",
           original: {percentage: 0, values: [{name: "on", text: "0"}, {name: "off", text: "100"}]}}
        - {name: search, %1$s, flag: new-search, variation: "on", percentage: 50, resourceVersion: "7",
           original: {percentage: 20, values: [{name: "on", text: "1"}, {name: "off", text: "4"}]}}
        """.formatted("configMapRef: {name: flags, key: flags.json}, format: Flagd");

    @Test
    void aRolloutUnderWayIsToldFromTheStageItIsInAndGoesBackToWhatWasThereBefore() throws Exception {
        String live = DOCUMENT.replace("[\"on\", 0], [\"off\", 100]", "[\"on\", 50], [\"off\", 50]");

        Forecast forecast = forecast(spec(FLAGS, STAGES, CRITERIA), IN_HALF, live);

        assertThat(forecast.standing()).hasValue("attempt 1, in stage half (50 %)");
        assertThat(forecast.steps()).extracting(step -> step.stage().name()).containsExactly("half", "everyone");
        Step half = forecast.steps().get(0);
        assertThat(half.isCurrent()).isTrue();
        assertThat(half.differences()).isEmpty();
        assertThat(half.crowds()).allSatisfy(crowd -> assertThat(crowd.gained()).isZero());
        // 12m45s are missing from 08:59:15 on: 09:12:00, on the grid of both.
        assertThat(half.timing().leftAt()).hasValue(Instant.parse("2026-11-22T09:12:00.500Z"));
        assertThat(changed(forecast.rollback().orElseThrow().differences()))
                .contains(
                        "+  \"targeting\": {\"fractional\": [[\"on\", 0], [\"off\", 100]]}",
                        "+  \"targeting\": {\"fractional\": [[\"on\", 1], [\"off\", 4]]}");
    }

    @Test
    void nothingIsToldOfAnAttemptThatIsOver() throws Exception {
        String over = IN_HALF.replace(
                "startedAt: \"2026-11-22T08:00:00Z\"", "startedAt: \"2026-11-22T08:00:00Z\", outcome: RolledBack");

        Forecast same = forecast(spec(FLAGS, STAGES, CRITERIA), over, DOCUMENT);
        Forecast anew = forecast(spec(FLAGS, STAGES, CRITERIA, "revision: second\n"), over, DOCUMENT);

        assertThat(same.steps()).isEmpty();
        assertThat(same.standing()).hasValue("RolledBack: nothing more happens until spec.revision is changed");
        assertThat(anew.standing()).hasValue("after attempt 1 (RolledBack): it begins anew at the first stage");
        assertThat(anew.steps()).hasSize(3);
    }

    /** Of users with a key alone nobody is a gold customer. */
    @Test
    void behindAConditionThoseAreCountedWhoGetAsFarAsTheRule() throws Exception {
        String document = "{\"flags\": {\n"
                + flag("new-checkout", "{\"if\": [{\"==\": [{\"var\": \"plan\"}, \"gold\"]}, " + SPLIT + ", \"off\"]}")
                + ",\n" + flag("new-search", SPLIT) + "\n}}\n";

        Forecast forecast = forecast(spec(FLAGS, STAGES, CRITERIA), null, document);

        assertThat(forecast.steps().get(1).crowds())
                .extracting(Crowd::reaching)
                .containsExactly(true, true, false, false);
        assertThat(forecast.steps().get(1).crowds().get(0).on()).isBetween(4800, 5200);
        assertThat(new ForecastText(forecast).render())
                .contains(" of 10,000 who get as far as its rule by flagd since");
    }

    @Test
    void aDocumentThatCannotBeRaisedIsRefusedWithItsPlace() {
        assertThatThrownBy(() ->
                        forecast(spec(FLAGS, STAGES, CRITERIA), null, DOCUMENT.replaceFirst("ENABLED", "DISABLED")))
                .isInstanceOf(FlagProblem.class)
                .hasMessageContaining("flags/flags.json:3:12: the flag \"new-checkout\" is not ENABLED");
    }

    @Test
    void programsGetTheSame() throws Exception {
        var json = new ForecastJson(forecast(spec(FLAGS, STAGES, CRITERIA), null, DOCUMENT)).render();

        assertThat(json.at("/stages/0/name").asText()).isEqualTo("canary");
        assertThat(json.at("/stages/0/enteredAt").asText()).isEqualTo(NOW.toString());
        assertThat(json.at("/stages/0/users/0/of").asInt()).isEqualTo(10_000);
        assertThat(json.at("/stages/0/differences/0/document").asText()).isEqualTo("flags/flags.json");
        assertThat(json.at("/rollback/arrivesWithinSeconds").asInt()).isEqualTo(120);
        assertThat(json.at("/losses")).isEmpty();
    }

    @Test
    void completionIsShownWhenItWritesAnotherForm() throws Exception {
        Forecast forecast = forecast(spec(FLAGS, STAGES, CRITERIA, "completion: {collapse: true}\n"), null, DOCUMENT);

        Forecast.Completion completion = forecast.completion().orElseThrow();
        assertThat(changed(completion.differences()))
                .contains("+  \"targeting\": {}", "+  \"defaultVariant\": \"on\",");
        assertThat(completion.crowds()).allSatisfy(crowd -> {
            assertThat(crowd.on()).isEqualTo(USERS.number());
            assertThat(crowd.withoutKey()).isEqualTo(Answer.On);
        });
        assertThat(new ForecastText(forecast).render()).contains("Completion, after the last stage");
        assertThat(forecast(spec(FLAGS, STAGES, CRITERIA), null, DOCUMENT).completion())
                .isEmpty();
    }

    @Test
    void prerequisitesAreAmongWhatHoldsIt() throws Exception {
        Forecast forecast =
                forecast(spec(FLAGS, STAGES, CRITERIA, "prerequisites: [{name: new-cart}]\n"), null, DOCUMENT);

        assertThat(new ForecastText(forecast).render())
                .contains("held by  spec.prerequisites: FeatureRollout new-cart has to be at 50 % at least");
    }

    @Test
    void anAudienceIsNamedAndNobodyElseGainsByIt() throws Exception {
        String staff = STAGES.replace(
                "stages:\n",
                "stages:\n- {name: staff, audience: {attribute: organisation, values: [acme]}, bakeTime: 1h}\n");
        Forecast forecast = forecast(spec(FLAGS, staff, CRITERIA), null, DOCUMENT);

        assertThat(forecast.steps().get(0).differences().get(0).unified())
                .anyMatch(line -> line.startsWith("+") && line.contains("organisation"));
        assertThat(forecast.steps().get(0).crowds())
                .allSatisfy(crowd -> assertThat(crowd.on()).isZero());
        assertThat(forecast.steps().get(1).crowds())
                .allSatisfy(crowd -> assertThat(crowd.on()).isBetween(400, 600));
        assertThat(new ForecastText(forecast).render())
                .contains("Stage staff (organisation acme)", "organisation acme: all of them, from now on");
        assertThat(forecast.losses()).isEmpty();
    }
}
