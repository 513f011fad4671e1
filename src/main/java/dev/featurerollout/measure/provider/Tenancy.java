package dev.featurerollout.measure.provider;

import static dev.featurerollout.measure.provider.ProviderCompiler.require;

import dev.featurerollout.api.v1alpha1.HeaderSpec;
import dev.featurerollout.api.v1alpha1.MetricsProviderSpec;
import dev.featurerollout.api.v1alpha1.NamespaceLimitsSpec;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.QueryTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a provider lets the rollouts of one namespace do.
 *
 * @param allowed names of namespaces; {@code *} for all
 * @param templatesOnly whether only queries of ClusterCriteriaTemplates are sent
 * @param headers of the queries of a namespace, with variables; those that are the same for all are not among them
 * @param labels that each selector is confined to, with variables
 * @param maxQueriesPerSecond 0 for any number
 */
record Tenancy(
        List<String> allowed,
        boolean templatesOnly,
        Map<String, String> headers,
        Map<String, String> labels,
        int maxQueriesPerSecond,
        Optional<Integer> maxSeries,
        Optional<Duration> maxRange) {
    static final String TENANT_HEADER = "X-Scope-OrgID";

    private static final String ALL = "*";
    private static final String NAMESPACE = "namespace";
    private static final String TEMPLATES_ONLY = "TemplatesOnly";
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern VALUE = Pattern.compile("([^$]|\\$\\(namespace\\))+");

    /** @throws IllegalArgumentException if the spec cannot work; the message says where and how to fix it */
    static Tenancy of(MetricsProviderSpec spec) {
        List<String> allowed = Optional.ofNullable(spec.allowedNamespaces()).orElse(List.of());
        require(
                !allowed.contains(ALL) || allowed.size() == 1,
                "spec.allowedNamespaces: * is all of them; remove the names, or *");
        Optional<NamespaceLimitsSpec> limits = Optional.ofNullable(spec.namespaceLimits());
        Map<String, String> headers = Stream.ofNullable(spec.headers())
                .flatMap(List::stream)
                .filter(header -> header.value() != null && dependsOnNamespace(header.value()))
                .collect(Collectors.toMap(HeaderSpec::name, HeaderSpec::value));
        Optional.ofNullable(spec.tenant())
                .filter(Tenancy::dependsOnNamespace)
                .ifPresent(tenant -> headers.put(TENANT_HEADER, tenant));
        return new Tenancy(
                allowed,
                TEMPLATES_ONLY.equals(spec.queries()),
                Map.copyOf(headers),
                labels(spec),
                limits.map(NamespaceLimitsSpec::maxQueriesPerSecond).orElse(0),
                limits.map(NamespaceLimitsSpec::maxSeries),
                limits.map(NamespaceLimitsSpec::maxRange).map(DurationText::parse));
    }

    private static Map<String, String> labels(MetricsProviderSpec spec) {
        Map<String, String> labels =
                new TreeMap<>(Optional.ofNullable(spec.enforce()).orElse(Map.of()));
        labels.forEach((label, value) -> {
            require(
                    LABEL.matcher(label).matches() && !label.startsWith("__"),
                    "spec.enforce: a key is the name of a label, such as namespace");
            require(
                    value != null && VALUE.matcher(value).matches(),
                    "spec.enforce: a value is a text, in which $(namespace) is the only variable");
        });
        return labels;
    }

    /** Returns whether a header's value differs from namespace to namespace. */
    static boolean dependsOnNamespace(String value) {
        return new QueryTemplate(value).variables().contains(NAMESPACE);
    }

    boolean allows(String namespace) {
        return allowed.contains(ALL) || allowed.contains(namespace);
    }

    /** Returns whether not everybody can read everything. */
    boolean isRestricted() {
        return !allowed.contains(ALL) || templatesOnly || !headers.isEmpty() || !labels.isEmpty();
    }

    /** Returns whether the queries of one namespace are sent differently from those of another. */
    boolean tellsNamespacesApart() {
        return !headers.isEmpty() || maxQueriesPerSecond > 0;
    }

    Map<String, String> headers(String namespace) {
        return in(namespace, headers);
    }

    Map<String, String> labels(String namespace) {
        return in(namespace, labels);
    }

    private static Map<String, String> in(String namespace, Map<String, String> texts) {
        Map<String, String> rendered = new TreeMap<>();
        texts.forEach(
                (name, text) -> rendered.put(name, new QueryTemplate(text).replace(Map.of(NAMESPACE, namespace))));
        return rendered;
    }

    /** Returns a namespace to probe the endpoint for: one that may ask it. */
    String probedNamespace() {
        return allowed.stream().filter(name -> !name.equals(ALL)).findFirst().orElse("default");
    }
}
