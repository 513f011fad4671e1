package dev.featurerollout.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the operator may do, and what people may do: these lists and nothing else. */
class ChartRbacTest {
    private static final Set<String> OPERATOR = Set.of(
            "featurerollout.dev/featurerollouts: get list patch update watch",
            "featurerollout.dev/featurerollouts/status: get patch update",
            "featurerollout.dev/criteriatemplates: get list watch",
            "/configmaps: get list patch watch",
            "/events: create patch");
    private static final Set<String> PROVIDERS = Set.of(
            "featurerollout.dev/metricsproviders: get list watch",
            "featurerollout.dev/metricsproviders/status: get patch update");
    private static final Set<String> SECRETS = Set.of("/secrets: get");
    private static final String CLUSTER_TEMPLATES = "featurerollout.dev/clustercriteriatemplates: get list watch";
    private static final Set<String> LEADER_ELECTION = Set.of(
            "coordination.k8s.io/leases: create", "coordination.k8s.io/leases [featurerollout]: get patch update");

    @Test
    void clusterScopeIsOneClusterRoleTheLeaseAndSecretsOfTheOwnNamespace() {
        List<JsonNode> objects = Chart.render(Map.of("rbac.aggregateRoles", "false"));

        Set<String> all = new TreeSet<>(OPERATOR);
        all.addAll(PROVIDERS);
        all.add(CLUSTER_TEMPLATES);
        assertThat(rules(Chart.only(objects, "ClusterRole"))).isEqualTo(all);
        JsonNode binding = Chart.only(objects, "ClusterRoleBinding");
        assertThat(binding.at("/roleRef/name").asText()).isEqualTo("featurerollout");
        assertBindsTheOperator(binding);

        assertThat(Chart.ofKind(objects, "Role"))
                .extracting(role -> role.at("/metadata/namespace").asText(), ChartRbacTest::rules)
                .containsExactlyInAnyOrder(tuple("ops", LEADER_ELECTION), tuple("ops", SECRETS));
        assertThat(Chart.ofKind(objects, "RoleBinding")).hasSize(2).allSatisfy(ChartRbacTest::assertBindsTheOperator);
    }

    @Test
    void podsAreReadOrNudgedOnlyWhereThatIsSaid() {
        JsonNode role = Chart.only(
                Chart.render(Map.of("rbac.aggregateRoles", "false", "rbac.readPods", "true")), "ClusterRole");

        assertThat(rules(role)).contains("/pods: list");
        JsonNode nudging = Chart.only(
                Chart.render(Map.of("rbac.aggregateRoles", "false", "rbac.nudgePods", "true")), "ClusterRole");
        assertThat(rules(nudging)).contains("/pods: list patch");
    }

    @Test
    void configMapsAreCreatedOnlyWhereThatIsSaid() {
        JsonNode role = Chart.only(
                Chart.render(Map.of("rbac.aggregateRoles", "false", "rbac.createConfigMaps", "true")), "ClusterRole");

        assertThat(rules(role)).contains("/configmaps: create");
    }

    @Test
    void featureFlagsAreReadAndChangedOnlyWhereThatIsSaid() {
        JsonNode role = Chart.only(
                Chart.render(Map.of("rbac.aggregateRoles", "false", "openFeature.enabled", "true")), "ClusterRole");

        Set<String> all = new TreeSet<>(OPERATOR);
        all.addAll(PROVIDERS);
        all.add(CLUSTER_TEMPLATES);
        all.add("core.openfeature.dev/featureflags: get list patch watch");
        assertThat(rules(role)).isEqualTo(all);
    }

    @Test
    void namespacedScopeHasNothingClusterWide() {
        List<JsonNode> objects = Chart.render(Chart.valueFile("namespaced"));

        assertThat(objects)
                .extracting(object -> object.path("kind").asText())
                .doesNotContain("ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition");
        assertThat(Chart.ofKind(objects, "Role"))
                .extracting(role -> role.at("/metadata/namespace").asText(), ChartRbacTest::rules)
                .containsExactlyInAnyOrder(
                        tuple("shop", OPERATOR), tuple("payments", OPERATOR), tuple("ops", LEADER_ELECTION));
        assertThat(Chart.ofKind(objects, "RoleBinding")).hasSize(3).allSatisfy(binding -> {
            assertBindsTheOperator(binding);
            assertThat(binding.at("/roleRef/kind").asText()).isEqualTo("Role");
        });
        assertThat(Chart.arguments(objects)).contains("--namespaces=shop,payments");
    }

    @Test
    void namespacedScopeWithoutNamespacesIsTheReleasesOwn() {
        List<JsonNode> objects = Chart.render(Map.of("rbac.scope", "Namespaced"));

        assertThat(Chart.ofKind(objects, "Role"))
                .extracting(role -> role.at("/metadata/namespace").asText())
                .containsOnly("ops");
        assertThat(Chart.arguments(objects)).contains("--namespaces=ops");
    }

    @Test
    void withoutLeaderElectionThereIsNoRightToLeases() {
        assertThat(Chart.ofKind(Chart.render(Chart.valueFile("single")), "Role"))
                .extracting(ChartRbacTest::rules)
                .containsExactly(SECRETS);
    }

    @Test
    void nobodyElsesRoleIsMadeWhenSomebodyElseMakesThem() {
        List<JsonNode> objects = Chart.render(Map.of("rbac.create", "false", "rbac.aggregateRoles", "false"));

        assertThat(objects)
                .extracting(object -> object.path("apiVersion").asText())
                .doesNotContain("rbac.authorization.k8s.io/v1");
    }

    @Test
    void peopleNeverWriteTheStatus() {
        List<JsonNode> roles = Chart.ofKind(Chart.render(Map.of("rbac.create", "false")), "ClusterRole");

        assertThat(roles)
                .extracting(role -> role.at("/metadata/name").asText(), ChartRbacTest::rules)
                .containsExactlyInAnyOrder(
                        tuple(
                                "featurerollout-admin",
                                Set.of(
                                        "featurerollout.dev/featurerollouts: create delete deletecollection get list"
                                                + " patch update watch",
                                        "featurerollout.dev/criteriatemplates: create delete deletecollection get list"
                                                + " patch update watch")),
                        tuple(
                                "featurerollout-edit",
                                Set.of(
                                        "featurerollout.dev/featurerollouts: create delete get list patch update watch",
                                        "featurerollout.dev/criteriatemplates: create delete get list patch update"
                                                + " watch")),
                        tuple(
                                "featurerollout-view",
                                Set.of(
                                        "featurerollout.dev/featurerollouts: get list watch",
                                        "featurerollout.dev/criteriatemplates: get list watch",
                                        CLUSTER_TEMPLATES)));
        assertThat(roles)
                .extracting(role -> role.at("/metadata/name").asText(), ChartRbacTest::aggregatedTo)
                .containsExactlyInAnyOrder(
                        tuple("featurerollout-admin", Set.of("admin")),
                        tuple("featurerollout-edit", Set.of("admin", "edit")),
                        tuple("featurerollout-view", Set.of("admin", "edit", "view")));
    }

    @Test
    void theTokenIsThePodsAlone() {
        List<JsonNode> objects = Chart.render(Map.of());

        assertThat(Chart.only(objects, "ServiceAccount")
                        .path("automountServiceAccountToken")
                        .asBoolean(true))
                .isFalse();
        assertThat(Chart.podSpec(objects).path("automountServiceAccountToken").asBoolean())
                .isTrue();
        assertThat(Chart.podSpec(objects).path("serviceAccountName").asText()).isEqualTo("featurerollout");
    }

    private static void assertBindsTheOperator(JsonNode binding) {
        assertThat(binding.path("subjects")).hasSize(1);
        JsonNode subject = binding.at("/subjects/0");
        assertThat(subject.path("kind").asText()).isEqualTo("ServiceAccount");
        assertThat(subject.path("name").asText()).isEqualTo("featurerollout");
        assertThat(subject.path("namespace").asText()).isEqualTo("ops");
    }

    /** One line for each resource: group/resource: verbs. */
    private static Set<String> rules(JsonNode role) {
        Set<String> lines = new TreeSet<>();
        for (JsonNode rule : role.path("rules")) {
            assertThat(rule.properties())
                    .extracting(Map.Entry::getKey)
                    .contains("apiGroups", "resources", "verbs")
                    .isSubsetOf("apiGroups", "resources", "resourceNames", "verbs");
            for (String group : Chart.strings(rule.path("apiGroups"))) {
                for (String resource : Chart.strings(rule.path("resources"))) {
                    String verbs = String.join(" ", new TreeSet<>(Chart.strings(rule.path("verbs"))));
                    String names = rule.has("resourceNames")
                            ? " [" + String.join(" ", Chart.strings(rule.path("resourceNames"))) + "]"
                            : "";
                    lines.add(group + "/" + resource + names + ": " + verbs);
                }
            }
        }
        return lines;
    }

    private static Set<String> aggregatedTo(JsonNode role) {
        String prefix = "rbac.authorization.k8s.io/aggregate-to-";
        Set<String> targets = new TreeSet<>();
        role.at("/metadata/labels").fieldNames().forEachRemaining(label -> {
            if (label.startsWith(prefix)) {
                targets.add(label.substring(prefix.length()));
            }
        });
        return targets;
    }
}
