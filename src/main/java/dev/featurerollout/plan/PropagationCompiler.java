package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.PropagationSpec;
import dev.featurerollout.model.DurationText;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads from {@code spec.propagation} how changes of the flags arrive. */
final class PropagationCompiler {
    private static final String PATH = "spec.propagation";
    private static final Consumer DEFAULT = Consumer.MountedFile;
    private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?";
    private static final Pattern LABEL = Pattern.compile("([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?" + NAME);
    private static final Pattern VALUE = Pattern.compile("(" + NAME + ")?");

    private final Problems problems;

    PropagationCompiler(Problems problems) {
        this.problems = problems;
    }

    /**
     * Returns the time from a write until clients are taken to see it; {@code spec} may be null.
     *
     * <p>Nudged pods are not taken to be quicker: mostly it is a second then, but nobody promises that.
     */
    Duration delay(PropagationSpec spec) {
        if (spec == null) {
            return DEFAULT.delay();
        }
        if (spec.delay() != null && spec.preset() != null) {
            problems.add(PATH, "preset and delay both say how long a change takes to arrive; remove one");
        }
        Consumer consumer = problems.constant(PATH + ".preset", spec.preset(), DEFAULT);
        return problems.parse(PATH + ".delay", spec.delay(), consumer.delay(), DurationText::parse);
    }

    /** Returns the labels of the pods that are told of each change; empty for none. */
    Map<String, String> nudgedPods(PropagationSpec spec) {
        if (spec == null || spec.nudgePods() == null) {
            return Map.of();
        }
        String path = PATH + ".nudgePods.matchLabels";
        Map<String, String> labels =
                Optional.ofNullable(spec.nudgePods().matchLabels()).orElse(Map.of());
        if (labels.isEmpty()) {
            problems.add(path, "is required: the labels of the pods that mount the flags, such as {app: checkout}");
        }
        labels.forEach((label, value) -> {
            if (!LABEL.matcher(label).matches() || !VALUE.matcher(value).matches()) {
                problems.add(path, label + ": " + value + " is not a label: see kubectl explain pod.metadata.labels");
            }
        });
        return labels;
    }
}
