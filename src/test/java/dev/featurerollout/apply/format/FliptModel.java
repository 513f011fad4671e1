package dev.featurerollout.apply.format;

import dev.featurerollout.share.Answer;
import dev.featurerollout.share.FliptDistributionDealing;
import dev.featurerollout.share.FliptThresholdDealing;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Flipt's published way from a flag to an answer, with its published algorithm.
 *
 * <p>Of segments it knows two: every other user is {@code european}, and all are in any other.
 */
final class FliptModel implements Evaluator {
    private static final String FLAG = "new-checkout";
    private final String variant;

    /** Prepares for a flag of which {@code variant} counts as on; a boolean one has none. */
    FliptModel(String variant) {
        this.variant = variant;
    }

    @Override
    public BitSet on(String document, int users) {
        Map<?, ?> flag = flag(document);
        BitSet on = new BitSet();
        for (int i = 0; i < users; i++) {
            on.set(i, isOn(flag, "user-" + i, i % 2 == 0));
        }
        return on;
    }

    /** Flipt takes no id for an empty one, and has no default in the code. */
    @Override
    public boolean onForAnonymous(String document) {
        return isOn(flag(document), "", false);
    }

    private static boolean isBelow(float threshold, String user) {
        return new FliptThresholdDealing(FLAG, threshold).answer(Optional.of(user)) == Answer.On;
    }

    private static Map<?, ?> flag(String document) {
        Load load = new Load(LoadSettings.builder().build());
        List<?> flags = (List<?>) ((Map<?, ?>) load.loadFromString(document)).get("flags");
        return flags.stream()
                .map(flag -> (Map<?, ?>) flag)
                .filter(flag -> flag.get("key").equals(FLAG))
                .findFirst()
                .orElseThrow();
    }

    private boolean isOn(Map<?, ?> flag, String user, boolean european) {
        return "BOOLEAN_FLAG_TYPE".equals(flag.get("type"))
                ? isTrue(flag, user, european)
                : variantOf(flag, user, european).filter(variant::equals).isPresent();
    }

    private static boolean isTrue(Map<?, ?> flag, String user, boolean european) {
        for (Object item : items(flag, "rollouts")) {
            Map<?, ?> rollout = (Map<?, ?>) item;
            if (rollout.get("threshold") instanceof Map<?, ?> threshold
                    && isBelow(((Number) threshold.get("percentage")).floatValue(), user)) {
                return Boolean.TRUE.equals(threshold.get("value"));
            }
            if (rollout.get("segment") instanceof Map<?, ?> segment && matches(segment.get("key"), european)) {
                return Boolean.TRUE.equals(segment.get("value"));
            }
        }
        return Boolean.TRUE.equals(flag.get("enabled"));
    }

    private static Optional<String> variantOf(Map<?, ?> flag, String user, boolean european) {
        Optional<String> byDefault = items(flag, "variants").stream()
                .map(variant -> (Map<?, ?>) variant)
                .filter(variant -> Boolean.TRUE.equals(variant.get("default")))
                .map(variant -> (String) variant.get("key"))
                .findFirst();
        if (!Boolean.TRUE.equals(flag.get("enabled"))) {
            return byDefault;
        }
        for (Object item : items(flag, "rules")) {
            Map<?, ?> rule = (Map<?, ?>) item;
            if (matches(rule.get("segment"), european)) {
                List<FliptDistributionDealing.Part> parts = items(rule, "distributions").stream()
                        .map(part -> (Map<?, ?>) part)
                        .map(part -> new FliptDistributionDealing.Part(
                                (String) part.get("variant"), ((Number) part.get("rollout")).floatValue()))
                        .toList();
                return new FliptDistributionDealing(FLAG, "", parts).dealt(user).or(() -> byDefault);
            }
        }
        return byDefault;
    }

    private static boolean matches(Object segment, boolean european) {
        return !"european".equals(segment) || european;
    }

    private static List<?> items(Map<?, ?> mapping, String key) {
        return mapping.get(key) instanceof List<?> list ? list : List.of();
    }
}
