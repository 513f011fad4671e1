package dev.featurerollout.measure.provider;

import dev.featurerollout.api.v1alpha1.AuthSpec;
import dev.featurerollout.api.v1alpha1.HeaderSpec;
import dev.featurerollout.api.v1alpha1.MetricsProviderSpec;
import dev.featurerollout.api.v1alpha1.OAuth2Spec;
import dev.featurerollout.api.v1alpha1.SecretKeyRef;
import dev.featurerollout.api.v1alpha1.SigV4Spec;
import dev.featurerollout.api.v1alpha1.TlsSpec;
import dev.featurerollout.measure.prometheus.Authentication;
import dev.featurerollout.measure.prometheus.PrometheusConfig;
import dev.featurerollout.measure.prometheus.Secret;
import dev.featurerollout.measure.prometheus.Tls;
import dev.featurerollout.model.DurationText;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * From the spec of a MetricsProvider to how it is asked; makes the checks of the CRD's rules again, since an object may
 * be older than a rule.
 */
final class ProviderCompiler {
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);
    private static final Set<String> OF_HTTP_ITSELF =
            Set.of("connection", "content-length", "content-type", "expect", "host", "transfer-encoding", "upgrade");

    private final MetricsProviderSpec spec;
    private final Function<SecretKeyRef, Secret> secrets;
    private final InstantSource clock;

    private ProviderCompiler(MetricsProviderSpec spec, Function<SecretKeyRef, Secret> secrets, InstantSource clock) {
        this.spec = spec;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * Returns how to ask it.
     *
     * @param secrets finds the secret of a reference when it is needed; nothing is read here
     * @throws IllegalArgumentException if the spec cannot work; the message says where, and what mends it
     */
    static PrometheusConfig compile(
            MetricsProviderSpec spec, Function<SecretKeyRef, Secret> secrets, InstantSource clock) {
        require(spec != null && spec.address() != null, "spec.address is missing");
        return new ProviderCompiler(spec, secrets, clock).compile();
    }

    private PrometheusConfig compile() {
        require(!spec.address().contains("@"), "spec.address: no credentials in it; use spec.auth");
        PrometheusConfig config = PrometheusConfig.of(spec.address())
                .withTimeout(timeout())
                .withTls(tls())
                .withHeaders(headers())
                .withAuthentication(authentication());
        if (spec.maxConcurrentQueries() != null) {
            config = config.withMaxConcurrentQueries(spec.maxConcurrentQueries());
        }
        return spec.maxQueriesPerSecond() == null ? config : config.withMaxQueriesPerSecond(spec.maxQueriesPerSecond());
    }

    private Duration timeout() {
        if (spec.timeout() == null) {
            return PrometheusConfig.DEFAULT_TIMEOUT;
        }
        Duration timeout = DurationText.parse(spec.timeout());
        require(timeout.compareTo(SHORTEST_TIMEOUT) >= 0, "spec.timeout: at least 100ms");
        require(timeout.compareTo(LONGEST_TIMEOUT) <= 0, "spec.timeout: at most 5m");
        return timeout;
    }

    private Tls tls() {
        TlsSpec tls = spec.tls();
        if (tls == null) {
            return Tls.DEFAULT;
        }
        boolean forTokens = spec.auth() != null
                && spec.auth().oauth2() != null
                && spec.auth().oauth2().tokenUrl().startsWith("https://");
        require(
                spec.address().startsWith("https://") || forTokens,
                "spec.tls: the address begins with http://, so nothing would use it; write https:// or remove tls");
        require(
                (tls.certSecretRef() == null) == (tls.keySecretRef() == null),
                "spec.tls: certSecretRef and keySecretRef go together; give both or none");
        return new Tls(found(tls.caSecretRef()), found(tls.certSecretRef()), found(tls.keySecretRef()));
    }

    private Secret found(SecretKeyRef ref) {
        return ref == null ? null : secrets.apply(ref);
    }

    private Map<String, Secret> headers() {
        Map<String, Secret> headers = new LinkedHashMap<>();
        for (HeaderSpec header : Optional.ofNullable(spec.headers()).orElse(List.of())) {
            String name = header.name().toLowerCase(Locale.ROOT);
            require(
                    (header.value() == null) != (header.secretRef() == null),
                    "spec.headers: give exactly one of value and secretRef; remove the other");
            require(!OF_HTTP_ITSELF.contains(name), "spec.headers: this header is set by HTTP itself; remove it");
            require(
                    spec.auth() == null || !name.equals("authorization"),
                    "spec.headers: Authorization is what spec.auth sends; remove one of them");
            require(
                    spec.tenant() == null || !name.equalsIgnoreCase(Tenancy.TENANT_HEADER),
                    "spec.headers: X-Scope-OrgID is what spec.tenant sends; remove one of them");
            if (header.value() == null) {
                headers.put(header.name(), secrets.apply(header.secretRef()));
            } else if (!Tenancy.dependsOnNamespace(header.value())) {
                headers.put(header.name(), Secret.of(header.value()));
            }
        }
        if (spec.tenant() != null && !Tenancy.dependsOnNamespace(spec.tenant())) {
            headers.put(Tenancy.TENANT_HEADER, Secret.of(spec.tenant()));
        }
        return headers;
    }

    private Authentication authentication() {
        AuthSpec auth = spec.auth();
        if (auth == null) {
            return new Authentication.None();
        }
        require(
                Stream.of(auth.bearer(), auth.basic(), auth.oauth2(), auth.sigV4())
                                .filter(Objects::nonNull)
                                .count()
                        == 1,
                "spec.auth: give exactly one of bearer, basic, oauth2 and sigV4; remove the others, or auth itself");
        if (auth.bearer() != null) {
            return new Authentication.Bearer(secrets.apply(auth.bearer().secretRef()));
        }
        if (auth.basic() != null) {
            return new Authentication.Basic(
                    auth.basic().username(), secrets.apply(auth.basic().passwordSecretRef()));
        }
        return auth.oauth2() != null ? oauth2(auth.oauth2()) : sigV4(auth.sigV4());
    }

    private Authentication oauth2(OAuth2Spec client) {
        return new Authentication.OAuth2(
                URI.create(client.tokenUrl()),
                client.clientId(),
                secrets.apply(client.clientSecretRef()),
                Optional.ofNullable(client.scopes()).orElse(List.of()),
                Optional.ofNullable(client.audience()));
    }

    private Authentication sigV4(SigV4Spec key) {
        return new Authentication.SigV4(
                key.region(),
                secrets.apply(key.accessKeyIdSecretRef()),
                secrets.apply(key.secretAccessKeySecretRef()),
                Optional.ofNullable(key.sessionTokenSecretRef()).map(secrets),
                clock);
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
