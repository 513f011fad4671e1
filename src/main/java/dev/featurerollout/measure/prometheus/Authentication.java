package dev.featurerollout.measure.prometheus;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How the operator says who it is, beside a client certificate. */
public sealed interface Authentication {

    /** Not at all. */
    record None() implements Authentication {}

    /** With a token: {@code Authorization: Bearer …}. */
    record Bearer(Secret token) implements Authentication {
        public Bearer {
            Objects.requireNonNull(token);
        }
    }

    /** With a user name and a password: {@code Authorization: Basic …}. */
    record Basic(String username, Secret password) implements Authentication {
        public Basic {
            Objects.requireNonNull(username);
            Objects.requireNonNull(password);
            if (username.contains(":")) {
                throw new IllegalArgumentException("a user name for basic authentication cannot contain a colon");
            }
        }
    }

    /**
     * With a token that an authorization server gives for a client's own secret: RFC 6749, section 4.4.
     *
     * @param scopes what the token is for; empty for what the server gives by default
     * @param audience sent as such, which is no part of the RFC, but some servers want it
     */
    record OAuth2(URI tokenUrl, String clientId, Secret clientSecret, List<String> scopes, Optional<String> audience)
            implements Authentication {
        public OAuth2 {
            Objects.requireNonNull(clientId);
            Objects.requireNonNull(clientSecret);
            scopes = List.copyOf(scopes);
            boolean http =
                    "http".equalsIgnoreCase(tokenUrl.getScheme()) || "https".equalsIgnoreCase(tokenUrl.getScheme());
            if (!http || tokenUrl.getHost() == null || tokenUrl.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        "the token URL must be http(s)://host[:port][/path], without credentials");
            }
        }
    }

    /**
     * With a signature of each request by an access key: Signature Version 4 of Amazon's managed Prometheus.
     *
     * @param clock the signature carries the time
     */
    record SigV4(
            String region,
            Secret accessKeyId,
            Secret secretAccessKey,
            Optional<Secret> sessionToken,
            InstantSource clock)
            implements Authentication {
        public SigV4 {
            Objects.requireNonNull(region);
            Objects.requireNonNull(accessKeyId);
            Objects.requireNonNull(secretAccessKey);
            Objects.requireNonNull(clock);
        }
    }
}
