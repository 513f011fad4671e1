package dev.featurerollout.apply;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** What was last heard of objects of one kind. */
public interface ObjectCache<T> {
    Optional<T> get(String namespace, String name);

    /** Runs a write of an object so that the cache knows of it; returns what was stored. */
    default T write(T before, UnaryOperator<T> write) {
        return write.apply(before);
    }
}
