package dev.featurerollout.apply.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * GO Feature Flag's published way to evaluate a flag: FNV-1a of flag and key, modulo a thousand times the sum of the
 * percentages, dealt to the variations in the reverse order of their names, in floating point as Go does it.
 *
 * <p>Of queries it knows one: every other user is in Europe.
 */
final class GoFeatureFlagModel implements Evaluator {
    private static final String FLAG = "new-checkout";

    static long hash(String text) {
        int hash = 0x811c9dc5;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return Integer.toUnsignedLong(hash);
    }

    static long bucket(String flag, String key, long size) {
        return size == 0 ? 0 : hash(flag + key) % size;
    }

    /** Returns the variation a user is dealt to; empty if the rounding leaves none. */
    static Optional<String> deal(String flag, String key, Map<String, ? extends Number> percentages) {
        double sum = 0;
        for (Number percentage : percentages.values()) {
            sum += percentage.doubleValue();
        }
        long bucket = bucket(flag, key, (long) (sum * 1000));
        List<String> names = new ArrayList<>(percentages.keySet());
        names.sort(Comparator.reverseOrder());
        double start = 0;
        for (String name : names) {
            double end = start + percentages.get(name).doubleValue() * 1000;
            if ((long) start <= bucket && (long) end > bucket) {
                return Optional.of(name);
            }
            start = end;
        }
        return Optional.empty();
    }

    @Override
    public BitSet on(String document, int users) {
        Map<?, ?> flag = flag(document);
        BitSet on = new BitSet();
        for (int i = 0; i < users; i++) {
            on.set(i, isOn(flag, "user-" + i, i % 2 == 0, false));
        }
        return on;
    }

    @Override
    public boolean onForAnonymous(String document) {
        return isOn(flag(document), "", false, true);
    }

    private static Map<?, ?> flag(String document) {
        Load load = new Load(LoadSettings.builder().build());
        return (Map<?, ?>) ((Map<?, ?>) load.loadFromString(document)).get(FLAG);
    }

    private static boolean isOn(Map<?, ?> flag, String key, boolean european, boolean byDefault) {
        List<Map<?, ?>> rules = new ArrayList<>();
        if (flag.get("targeting") instanceof List<?> targeting) {
            targeting.forEach(rule -> rules.add((Map<?, ?>) rule));
        }
        Map<?, ?> last = (Map<?, ?>) flag.get("defaultRule");
        boolean needsKey =
                last.containsKey("percentage") || rules.stream().anyMatch(rule -> rule.containsKey("percentage"));
        if (key.isEmpty() && needsKey) {
            return byDefault;
        }
        Map<?, ?> rule = rules.stream().filter(it -> european).findFirst().orElse(last);
        Object variation = rule.get("variation");
        if (rule.get("percentage") instanceof Map<?, ?> percentages) {
            Map<String, Number> numbers = new HashMap<>();
            percentages.forEach((name, number) -> numbers.put((String) name, (Number) number));
            variation = deal(FLAG, key, numbers).orElse(null);
        }
        return variation == null ? byDefault : Boolean.TRUE.equals(((Map<?, ?>) flag.get("variations")).get(variation));
    }
}
