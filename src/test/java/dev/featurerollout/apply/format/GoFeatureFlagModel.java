package dev.featurerollout.apply.format;

import dev.featurerollout.share.GoFeatureFlagDealing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * GO Feature Flag's published way from a flag to an answer, with its published algorithm.
 *
 * <p>Of queries it knows two: an organisation that is in a list; by any other, every other user is in Europe.
 */
final class GoFeatureFlagModel implements Evaluator {
    private static final String FLAG = "new-checkout";

    @Override
    public BitSet on(String document, int users) {
        Map<?, ?> flag = flag(document);
        BitSet on = new BitSet();
        for (int i = 0; i < users; i++) {
            on.set(i, isOn(flag, "user-" + i, i % 2 == 0, Evaluator.organisation(i), false));
        }
        return on;
    }

    @Override
    public boolean onForAnonymous(String document) {
        return isOn(flag(document), "", false, "", true);
    }

    private static Map<?, ?> flag(String document) {
        Load load = new Load(LoadSettings.builder().build());
        return (Map<?, ?>) ((Map<?, ?>) load.loadFromString(document)).get(FLAG);
    }

    private static boolean matches(String query, boolean european, String organisation) {
        String listed = "organisation in [";
        return query.startsWith(listed)
                ? List.of(query.substring(listed.length(), query.length() - 1).split(", "))
                        .contains('"' + organisation + '"')
                : european;
    }

    private static boolean isOn(Map<?, ?> flag, String key, boolean european, String organisation, boolean byDefault) {
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
        Map<?, ?> rule = rules.stream()
                .filter(it -> matches((String) it.get("query"), european, organisation))
                .findFirst()
                .orElse(last);
        Object variation = rule.get("variation");
        if (rule.get("percentage") instanceof Map<?, ?> percentages) {
            List<GoFeatureFlagDealing.Part> parts = percentages.entrySet().stream()
                    .map(part -> new GoFeatureFlagDealing.Part(
                            (String) part.getKey(), ((Number) part.getValue()).doubleValue()))
                    .sorted(Comparator.comparing(GoFeatureFlagDealing.Part::variation)
                            .reversed())
                    .toList();
            variation = new GoFeatureFlagDealing(FLAG, "", parts).dealt(key).orElse(null);
        }
        return variation == null ? byDefault : Boolean.TRUE.equals(((Map<?, ?>) flag.get("variations")).get(variation));
    }
}
