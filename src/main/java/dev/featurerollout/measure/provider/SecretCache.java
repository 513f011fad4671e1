package dev.featurerollout.measure.provider;

import dev.featurerollout.api.v1alpha1.SecretKeyRef;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Secrets as they were at most a minute ago, so that a query does not cost a request to the API server.
 *
 * <p>While the API server is away, what was last read still counts.
 */
final class SecretCache {
    private static final Duration FRESH = Duration.ofMinutes(1);
    /** What was not to be had is looked for again sooner, though not for every query. */
    private static final Duration FRESH_FAILURE = Duration.ofSeconds(5);

    private final SecretStore store;
    private final LongSupplier nanoTime;
    private final Map<String, Looked> looked = new HashMap<>();

    private record Looked(Map<String, String> data, Optional<String> failure, long at) {
        boolean isFresh(long now) {
            return now - at < (failure.isEmpty() ? FRESH : FRESH_FAILURE).toNanos();
        }
    }

    SecretCache(SecretStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    String place(SecretKeyRef ref) {
        return store.place(ref.name()) + ", key " + ref.key();
    }

    /** @throws IOException if it is not to be had; the message is for people and holds nothing of the Secret */
    synchronized String find(SecretKeyRef ref) throws IOException {
        Looked now = looked.get(ref.name());
        if (now == null || !now.isFresh(nanoTime.getAsLong())) {
            now = look(ref.name(), Optional.ofNullable(now));
            looked.put(ref.name(), now);
        }
        if (now.data.isEmpty() && now.failure.isPresent()) {
            throw new IOException(now.failure.get());
        }
        String value = now.data.get(ref.key());
        if (value == null) {
            throw new IOException(store.place(ref.name()) + " has no key " + ref.key());
        }
        return value;
    }

    private Looked look(String name, Optional<Looked> before) {
        long at = nanoTime.getAsLong();
        try {
            return store.read(name)
                    .map(data -> new Looked(data, Optional.empty(), at))
                    .orElseGet(() -> new Looked(Map.of(), Optional.of("there is no " + store.place(name)), at));
        } catch (IOException e) {
            return new Looked(before.map(Looked::data).orElse(Map.of()), Optional.of(e.getMessage()), at);
        }
    }
}
