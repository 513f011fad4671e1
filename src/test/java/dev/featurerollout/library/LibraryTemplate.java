package dev.featurerollout.library;

import dev.featurerollout.api.v1alpha1.ClusterCriteriaTemplate;
import dev.featurerollout.api.v1alpha1.CriteriaTemplateSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.TemplateArgument;
import dev.featurerollout.plan.TemplateId;
import dev.featurerollout.plan.Templates;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One template of the library in {@code examples/templates}. */
public record LibraryTemplate(Path file, ClusterCriteriaTemplate template) {
    private static final Path FOLDER = Path.of("examples/templates");

    /** Returns the library by name. */
    public static List<LibraryTemplate> all() {
        return Manifests.in(FOLDER).stream()
                .map(file -> new LibraryTemplate(
                        file,
                        Serialization.unmarshal(
                                Serialization.asJson(Manifests.json(file)), ClusterCriteriaTemplate.class)))
                .toList();
    }

    public String name() {
        return template.getMetadata().getName();
    }

    public CriteriaTemplateSpec spec() {
        return template.getSpec();
    }

    /** Returns the arguments that have no default. */
    List<String> required() {
        return list(spec().args()).stream()
                .filter(arg -> arg.defaultValue() == null && !"Selector".equals(arg.type()))
                .map(TemplateArgument::name)
                .toList();
    }

    /** Returns the spec of a rollout of the flag {@code new-checkout}, at 5 %, with this template alone. */
    FeatureRolloutSpec rollout(Map<String, String> args) {
        String given = args.entrySet().stream()
                .map(arg -> "{name: %s, value: '%s'}".formatted(arg.getKey(), arg.getValue()))
                .collect(Collectors.joining(", "));
        return Serialization.unmarshal(
                """
                flags: [{name: a, configMapRef: {name: one, key: a}, format: Flagd, flag: new-checkout}]
                stages: [{name: canary, percentage: 5, bakeTime: 1h}, {name: all, percentage: 100, bakeTime: 1h}]
                propagation: {delay: 0s}
                successCriteria:
                - name: it
                  templateRef: {kind: ClusterCriteriaTemplate, name: %s}
                  args: [%s]
                  interval: 5m
                """.formatted(name(), given).replace("  args: []\n", ""), FeatureRolloutSpec.class);
    }

    Templates.Found find(TemplateId id) {
        return id.name().equals(name()) ? new Templates.Known(spec()) : Templates.NONE.find(id);
    }

    private static <T> List<T> list(List<T> list) {
        return list == null ? List.of() : list;
    }

    @Override
    public String toString() {
        return name();
    }
}
