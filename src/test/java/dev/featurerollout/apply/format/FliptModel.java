package dev.featurerollout.apply.format;

import dev.featurerollout.share.Answer;
import dev.featurerollout.share.FliptDistributionDealing;
import dev.featurerollout.share.FliptThresholdDealing;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Flipt's published way from a flag to an answer, with its published algorithm.
 *
 * <p>Of segments it knows those that the document describes by organisations; beside them every other user is
 * {@code european}, and all are in any other.
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
        Map<?, ?> parsed = parsed(document);
        Map<?, ?> flag = flag(parsed);
        BitSet on = new BitSet();
        for (int i = 0; i < users; i++) {
            on.set(i, isOn(flag, "user-" + i, segments(parsed, i % 2 == 0, Evaluator.organisation(i))));
        }
        return on;
    }

    /** Flipt takes no id for an empty one, and has no default in the code. */
    @Override
    public boolean onForAnonymous(String document) {
        return isOn(flag(parsed(document)), "", segments(parsed(document), false, ""));
    }

    private static boolean isBelow(float threshold, String user) {
        return new FliptThresholdDealing(FLAG, threshold).answer(Optional.of(user)) == Answer.On;
    }

    private static Map<?, ?> parsed(String document) {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(document);
    }

    private static Map<?, ?> flag(Map<?, ?> document) {
        List<?> flags = (List<?>) document.get("flags");
        return flags.stream()
                .map(flag -> (Map<?, ?>) flag)
                .filter(flag -> flag.get("key").equals(FLAG))
                .findFirst()
                .orElseThrow();
    }

    private boolean isOn(Map<?, ?> flag, String user, Predicate<Object> segments) {
        return "BOOLEAN_FLAG_TYPE".equals(flag.get("type"))
                ? isTrue(flag, user, segments)
                : variantOf(flag, user, segments).filter(variant::equals).isPresent();
    }

    private static boolean isTrue(Map<?, ?> flag, String user, Predicate<Object> segments) {
        for (Object item : items(flag, "rollouts")) {
            Map<?, ?> rollout = (Map<?, ?>) item;
            if (rollout.get("threshold") instanceof Map<?, ?> threshold
                    && isBelow(((Number) threshold.get("percentage")).floatValue(), user)) {
                return Boolean.TRUE.equals(threshold.get("value"));
            }
            if (rollout.get("segment") instanceof Map<?, ?> segment && segments.test(segment.get("key"))) {
                return Boolean.TRUE.equals(segment.get("value"));
            }
        }
        return Boolean.TRUE.equals(flag.get("enabled"));
    }

    private static Optional<String> variantOf(Map<?, ?> flag, String user, Predicate<Object> segments) {
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
            if (segments.test(rule.get("segment"))) {
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

    /** Returns in which segments a user is. */
    private static Predicate<Object> segments(Map<?, ?> document, boolean european, String organisation) {
        Map<Object, Boolean> described = new HashMap<>();
        for (Object item : items(document, "segments")) {
            Map<?, ?> segment = (Map<?, ?>) item;
            described.put(
                    segment.get("key"),
                    items(segment, "constraints").stream()
                            .map(constraint -> (Map<?, ?>) constraint)
                            .anyMatch(constraint -> "organisation".equals(constraint.get("property"))
                                    && "eq".equals(constraint.get("operator"))
                                    && organisation.equals(constraint.get("value"))));
        }
        return segment -> described.getOrDefault(segment, !"european".equals(segment) || european);
    }

    private static List<?> items(Map<?, ?> mapping, String key) {
        return mapping.get(key) instanceof List<?> list ? list : List.of();
    }
}
