package dev.featurerollout.measure.prometheus;

import java.util.Objects;

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
}
