package dev.featurerollout.plan;

/**
 * Which template.
 *
 * @param namespace empty for one of the whole cluster
 */
public record TemplateId(Kind kind, String namespace, String name) {

    /** Where a template can be used. */
    public enum Kind {
        /** In its own namespace. */
        CriteriaTemplate,
        /** In every namespace. */
        ClusterCriteriaTemplate
    }

    /** Returns the template of that name as a rollout in {@code namespace} means it. */
    public static TemplateId of(Kind kind, String namespace, String name) {
        return new TemplateId(kind, kind == Kind.ClusterCriteriaTemplate ? "" : namespace, name);
    }

    /** Returns kind and name for people, such as {@code CriteriaTemplate shop/http-errors}. */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
