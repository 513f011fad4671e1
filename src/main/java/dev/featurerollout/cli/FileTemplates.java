package dev.featurerollout.cli;

import dev.featurerollout.api.v1alpha1.CriteriaTemplateSpec;
import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.plan.TemplateId;
import dev.featurerollout.plan.TemplateId.Kind;
import dev.featurerollout.plan.Templates;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The criteria templates in files: what a rollout refers to is looked for there, not in a cluster. */
final class FileTemplates implements Templates {
    private final Map<TemplateId, Found> templates = new HashMap<>();

    /** @param namespace of the manifests that name none */
    FileTemplates(List<Manifest> manifests, String namespace) {
        for (Manifest manifest : manifests) {
            for (Kind kind : Kind.values()) {
                if (manifest.kind().equals(kind.name())) {
                    add(kind, manifest, namespace);
                }
            }
        }
    }

    private void add(Kind kind, Manifest manifest, String namespace) {
        String name = manifest.json().at("/metadata/name").asText();
        String where = manifest.json().at("/metadata/namespace").asText(namespace);
        String spec = manifest.json().path("spec").toString();
        try {
            templates.put(
                    TemplateId.of(kind, where, name),
                    new Known(Serialization.unmarshal(spec, CriteriaTemplateSpec.class)));
        } catch (RuntimeException e) {
            templates.put(TemplateId.of(kind, where, name), new Unknown("a field has another type than belongs there"));
        }
    }

    @Override
    public Found find(TemplateId id) {
        return templates.getOrDefault(id, new Unknown("it is in none of the files: give the template's file, too"));
    }
}
