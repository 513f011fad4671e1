package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/** Where an endpoint is, how to get in, how much to ask of it, and who may. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetricsProviderSpec(
        String address,
        AuthSpec auth,
        TlsSpec tls,
        List<HeaderSpec> headers,
        String tenant,
        String timeout,
        Integer maxConcurrentQueries,
        Integer maxQueriesPerSecond,
        List<String> allowedNamespaces,
        String queries,
        Map<String, String> enforce,
        NamespaceLimitsSpec namespaceLimits,
        String scrapeInterval) {}
