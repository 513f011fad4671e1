package dev.featurerollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.featurerollout.api.v1alpha1.AcceptedSpec;
import dev.featurerollout.api.v1alpha1.CriteriaTemplateSpec;
import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.model.Criterion;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What templates make of a spec, and what is said of references that are wrong. */
class TemplateExpansionTest {
    private static final String ERRORS = """
        args:
        - {name: service}
        - {name: selector, type: Selector}
        - {name: offset, type: Duration, default: 1h}
        - {name: edge, type: Number, default: "0.5"}
        overridable: [max, window]
        criteria:
        - name: errors
          ratio:
            bad: sum(rate(requests{job="$(service)",code=~"5..",$(selector)}[$(window)]))
            of: sum(rate(requests{job="$(service)",$(selector)}[$(window)]))
          max: "0.05"
          samples: {query: 'sum(increase(requests{job="$(service)"}[$(window)] offset $(offset))) > $(edge)'}
        """;

    private static final String SEVERAL = """
        args: [{name: service}]
        overridable: [interval]
        criteria:
        - {name: errors, query: 'errors{job="$(service)"}', max: 1}
        - {name: latency, query: 'latency{job="$(service)"}', max: 2}
        """;

    private final Map<TemplateId, CriteriaTemplateSpec> known = new HashMap<>();

    TemplateExpansionTest() {
        template("CriteriaTemplate shop/http", ERRORS);
        template("ClusterCriteriaTemplate several", SEVERAL);
    }

    private void template(String id, String spec) {
        String[] words = id.split("[ /]");
        TemplateId.Kind kind = TemplateId.Kind.valueOf(words[0]);
        TemplateId key = TemplateId.of(kind, words[1], words[words.length - 1]);
        known.put(key, Serialization.unmarshal(spec, CriteriaTemplateSpec.class));
    }

    private Templates.Found find(TemplateId id) {
        return known.containsKey(id) ? new Templates.Known(known.get(id)) : Templates.NONE.find(id);
    }

    private static FeatureRolloutSpec spec(String criteria) {
        return Serialization.unmarshal("""
            flags: [{name: a, configMapRef: {name: one, key: a}, format: Flagd, flag: new-checkout}]
            stages: [{name: all, percentage: 100, bakeTime: 1m}]
            args: [{name: team, value: blue}, {name: sly, value: 'x"} or vector(0) #'}]
            successCriteria:
            """ + criteria, FeatureRolloutSpec.class);
    }

    private Expansion expand(String criteria) {
        return TemplateExpansion.expand("shop", "new-checkout", spec(criteria), this::find);
    }

    private List<CriterionSpec> criteria(String criteria) {
        Expansion expansion = expand(criteria);
        assertThat(expansion.problems()).isEmpty();
        return expansion.spec().successCriteria();
    }

    private List<String> problems(String criteria) {
        return expand(criteria).problems().stream().map(Problem::toString).toList();
    }

    @Test
    void oneCriterionTakesTheNameItHasInTheRollout() {
        CriterionSpec criterion = criteria(
                        "- {name: mine, templateRef: {name: http}, args: [{name: service, value: checkout}]}")
                .get(0);

        assertThat(criterion.name()).isEqualTo("mine");
        assertThat(criterion.templateRef()).isNull();
        assertThat(criterion.args()).isNull();
        assertThat(criterion.max()).isEqualTo("0.05");
        assertThat(criterion.ratio().bad())
                .isEqualTo("sum(rate(requests{job=\"checkout\",code=~\"5..\",}[$(window)]))");
        assertThat(criterion.samples().query())
                .isEqualTo("sum(increase(requests{job=\"checkout\"}[$(window)] offset 1h)) > 0.5");
    }

    @Test
    void severalAreCalledAfterBoth() {
        assertThat(criteria("""
            - {name: first, query: up, min: 1}
            - name: http
              templateRef: {kind: ClusterCriteriaTemplate, name: several}
              args: [{name: service, value: checkout}]
              interval: 10s
            - {name: last, query: up, min: 1}
            """))
                .extracting(CriterionSpec::name, CriterionSpec::query, CriterionSpec::interval)
                .containsExactly(
                        tuple("first", "up", null),
                        tuple("http-errors", "errors{job=\"checkout\"}", "10s"),
                        tuple("http-latency", "latency{job=\"checkout\"}", "10s"),
                        tuple("last", "up", null));
    }

    @Test
    void whatTheTemplateAllowsIsSetBesideIt() {
        CriterionSpec criterion = criteria(
                        "- {name: e, templateRef: {name: http}, args: [{name: service, value: s}], max: \"0.1\"}")
                .get(0);

        assertThat(criterion.max()).isEqualTo("0.1");
        assertThat(problems("- {name: e, templateRef: {name: http}, args: [{name: service, value: s}], dryRun: true}"))
                .containsExactly("spec.successCriteria[0].dryRun: is fixed by CriteriaTemplate shop/http, which lets a"
                        + " rollout set only max, window: remove it, or list it in the template's spec.overridable");
        assertThat(problems("- {name: e, templateRef: {name: http}, args: [{name: service, value: s}], query: up}"))
                .containsExactly("spec.successCriteria[0].query: cannot stand beside templateRef, which says what is"
                        + " measured: remove one");
    }

    /** So that a field which is added to the API is not lost here. */
    @Test
    void everyFieldOfACriterionIsThoughtOf() {
        Set<String> fields = new HashSet<>(CriterionFields.MEASURED.keySet());
        fields.addAll(CriterionFields.OVERRIDABLE.keySet());
        fields.addAll(Set.of("name", "templateRef", "args"));
        assertThat(CriterionSpec.class.getRecordComponents())
                .extracting(RecordComponent::getName)
                .containsExactlyInAnyOrderElementsOf(fields);
    }

    @Test
    void aRolloutsVariablesStayForTheQuery() {
        assertThat(criteria("- {name: e, templateRef: {name: http}, args: [{name: service, value: $(team)-$(flag)}]}")
                        .get(0)
                        .ratio()
                        .of())
                .isEqualTo("sum(rate(requests{job=\"$(team)-$(flag)\",}[$(window)]))");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\"} or vector(0) #", "it's", "a`b", "a\\\\b", "a\\nb"})
    void noTextBreaksOutOfItsQuotes(String value) {
        assertThat(problems("- {name: e, templateRef: {name: http}, args: [{name: service, value: \""
                        + value.replace("\"", "\\\"") + "\"}]}"))
                .singleElement()
                .asString()
                .startsWith(
                        "spec.successCriteria[0].args[0].value: is a Text with a quote, a backslash or a line break");
    }

    @Test
    void norDoesWhatAVariableStandsFor() {
        assertThat(problems("- {name: e, templateRef: {name: http}, args: [{name: service, value: $(sly)}]}"))
                .singleElement()
                .asString()
                .contains("is a Text with a quote");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "edge     | 0.25             | 0.25",
                "edge     | $(percentage)    | $(percentage)",
                "offset   | 90m              | 1h30m",
                "offset   | $(window)        | $(window)",
                "selector | code=\"200\"     | code=\"200\"",
                "selector | a!~\"x\\\\.y\", b=\"$(team)\" | a!~\"x\\.y\", b=\"$(team)\""
            })
    void valuesOfEachTypeAreTaken(String name, String value, String inTheQuery) {
        CriterionSpec criterion = criteria(
                        "- {name: e, templateRef: {name: http}, args: [{name: service, value: s}, {name: " + name
                                + ", value: \"" + value.replace("\"", "\\\"") + "\"}]}")
                .get(0);
        assertThat(criterion.ratio().bad() + criterion.samples().query()).contains(inTheQuery);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "edge     | 1e3              | is not a decimal number",
                "edge     | $(window)        | is not a decimal number",
                "offset   | 1d               | is not a duration",
                "offset   | $(stage)         | is not a duration",
                "selector | code=200         | is no Selector",
                "selector | a=\"b\"}or up{c=\"d\" | is no Selector",
                "selector | a=\"$(sly)\"     | is no Selector",
                "edge     | $(nobody)        | unknown variable $(nobody): add it to spec.args",
                "servise  | checkout         | \"servise\" is no argument of CriteriaTemplate shop/http",
                "service  | other            | \"service\" is given twice"
            })
    void valuesThatDoNotFitAreRefused(String name, String value, String message) {
        assertThat(problems("- {name: e, templateRef: {name: http}, args: [{name: service, value: s}, {name: " + name
                        + ", value: \"" + value.replace("\"", "\\\"") + "\"}]}"))
                .singleElement()
                .asString()
                .startsWith("spec.successCriteria[0].args[1].")
                .contains(message);
    }

    @Test
    void whatIsMissingIsAskedFor() {
        assertThat(problems("- {name: e, templateRef: {name: http}}"))
                .containsExactly("spec.successCriteria[0].args: lacks \"service\", which CriteriaTemplate shop/http"
                        + " requires: add it");
        assertThat(problems("- {name: e, templateRef: {name: http}, args: [{name: service, value: ''}]}"))
                .isNotEmpty()
                .allMatch(problem -> problem.startsWith("spec.successCriteria[0].args[0].value: is required"));
        assertThat(problems("- {name: e, templateRef: {kind: ClusterCriteriaTemplate, name: htttp}}"))
                .containsExactly(
                        "spec.successCriteria[0].templateRef.name: ClusterCriteriaTemplate htttp: there is none"
                                + " of that name: create it, or correct the name");
        assertThat(problems("- {name: e, templateRef: {name: several}}"))
                .as("the namespace's own are other ones than the cluster's")
                .singleElement()
                .asString()
                .contains("CriteriaTemplate shop/several");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "args: [{name: window}]    | spec.args[0].name: \"window\" is built in",
                "args: [{name: a, type: Number, default: x}] | spec.args[0].default: \"x\" is not a decimal",
                "overridable: [query]      | spec.overridable[0]: \"query\" is not one of role, provider, max",
                "overridable: [max]        | spec.overridable[0]: \"max\" is of one criterion, and there are 2",
                "args: []                  | spec.criteria[0]: unknown variable $(service)"
            })
    void aTemplateThatIsWrongIsToldWhereItIsUsed(String part, String message) {
        String key = part.substring(0, part.indexOf(':'));
        template(
                "ClusterCriteriaTemplate several",
                SEVERAL.replaceFirst(key + ": .*", java.util.regex.Matcher.quoteReplacement(part)));
        assertThat(problems("- {name: e, templateRef: {kind: ClusterCriteriaTemplate, name: several}, args:"
                        + " [{name: service, value: s}]}"))
                .first()
                .asString()
                .startsWith("spec.successCriteria[0].templateRef.name: ClusterCriteriaTemplate several: " + message);
    }

    @Test
    void whatIsWrongInATemplatesCriterionIsToldWhereItIsWritten() {
        InForce inForce = InForce.of("shop", "new-checkout", spec("""
            - name: http
              templateRef: {kind: ClusterCriteriaTemplate, name: several}
              args: [{name: service, value: checkout}]
            - {name: e, templateRef: {name: http}, args: [{name: service, value: s}], max: "1", window: 1d}
            - {name: own, query: up, min: 2, max: 1}
            """), null, this::find);

        assertThat(inForce.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "spec.successCriteria[1].window: \"1d\" is not a duration such as 90s, 10m or 1h30m:"
                                + " days are not a unit, write 24h (e of CriteriaTemplate shop/http)",
                        "spec.successCriteria[2].min: 2 is above max 1: nothing could pass");
    }

    @Test
    void aReferenceThatNobodyReplacedIsAProblem() {
        Compiled compiled = PlanCompiler.compile(
                "shop", "new-checkout", spec("- {name: e, templateRef: {name: http}, max: \"1\"}"));
        assertThat(((Compiled.Invalid) compiled).problems())
                .extracting(Problem::path)
                .contains("spec.successCriteria[0].templateRef");
    }

    @Test
    void aChangeIsToldWithTheTemplateAndWhatItChanged() {
        String items = """
            - {name: e, templateRef: {name: http}, args: [{name: service, value: s}]}
            - name: http
              templateRef: {kind: ClusterCriteriaTemplate, name: several}
              args: [{name: service, value: s}]
            - {name: own, query: up, max: 1}
            """;
        FeatureRolloutSpec before = expand(items).spec();
        template(
                "CriteriaTemplate shop/http",
                ERRORS.replace("\"0.05\"", "\"0.01\"").replace("5..", "[45].."));
        template(
                "ClusterCriteriaTemplate several",
                SEVERAL.replace("name: latency", "name: slowness").replace("overridable: [interval]", ""));

        assertThat(expand(items).changesSince(before))
                .hasToString("[CriteriaTemplate shop/http was changed: e (ratio, max 0.05 → 0.01),"
                        + " ClusterCriteriaTemplate several was changed: http-slowness (new), http-latency (gone)]");
        assertThat(expand(items).changesSince(expand(items).spec())).isEmpty();
    }

    @Test
    void whoWroteTheQueriesIsKnownAlsoWhenTheTemplateIsGone() {
        template("ClusterCriteriaTemplate baseline", """
            overridable: [baseline]
            criteria: [{name: errors, query: errors, max: 1, baseline: {query: before, maxIncrease: 1}}]
            """);
        FeatureRolloutSpec spec = spec("""
            - {name: own, query: up, max: 1}
            - {name: of-the-namespace, templateRef: {name: http}, args: [{name: service, value: a}]}
            - {name: cluster, templateRef: {kind: ClusterCriteriaTemplate, name: several}, args: [{name: service, value: a}]}
            - {name: fixed, templateRef: {kind: ClusterCriteriaTemplate, name: baseline}}
            - name: own-baseline
              templateRef: {kind: ClusterCriteriaTemplate, name: baseline}
              baseline: {query: secret, maxIncrease: 1}
            """);
        List<String> fromCluster = List.of("cluster-errors", "cluster-latency", "fixed");
        InForce now = InForce.of("shop", "new-checkout", spec, null, this::find);
        assertThat(ofClusterTemplates(now)).isEqualTo(fromCluster);

        FeatureRolloutStatus accepted = Serialization.unmarshal(
                Serialization.asJson(Map.of(
                        "accepted",
                        new AcceptedSpec(
                                1L, now.expansion().spec(), now.expansion().ofClusterTemplates()))),
                FeatureRolloutStatus.class);
        known.clear();
        assertThat(InForce.of("shop", "new-checkout", spec, null, this::find).plan())
                .isEmpty();
        assertThat(ofClusterTemplates(InForce.of("shop", "new-checkout", spec, accepted, this::find)))
                .isEqualTo(fromCluster);
    }

    private static List<String> ofClusterTemplates(InForce inForce) {
        return inForce.plan().orElseThrow().first().criteria().stream()
                .filter(criterion -> criterion.origin() == Criterion.Origin.ClusterTemplate)
                .map(Criterion::name)
                .toList();
    }
}
