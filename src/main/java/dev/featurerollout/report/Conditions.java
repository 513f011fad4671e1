package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.Condition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The only place where a condition gets its time and generation; keeps the time while the status stays the same. */
final class Conditions {
    private static final int LONGEST_MESSAGE = 2048;

    private final Map<String, Condition> byType = new TreeMap<>();
    private final long generation;
    private final Instant now;

    Conditions(List<Condition> last, long generation, Instant now) {
        if (last != null) {
            last.forEach(condition -> byType.put(condition.type(), condition));
        }
        this.generation = generation;
        this.now = now;
    }

    /** Sets a condition that is there whatever its status. */
    void set(String type, String status, String reason, String message) {
        Condition last = byType.get(type);
        boolean same = last != null && last.status().equals(status);
        byType.put(
                type,
                new Condition(type, status, generation, same ? last.lastTransitionTime() : now, reason, cut(message)));
    }

    /** Sets or removes a condition that is only there when it is true. */
    void setIf(boolean holds, String type, String reason, String message) {
        if (holds) {
            set(type, "True", reason, message);
        } else {
            byType.remove(type);
        }
    }

    boolean has(String type) {
        return byType.containsKey(type);
    }

    /** Returns all conditions, sorted by type, so that equal ones are equal lists. */
    List<Condition> all() {
        return byType.values().stream()
                .sorted(Comparator.comparing(Condition::type))
                .toList();
    }

    private static String cut(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE - 1) + "…" : message;
    }
}
