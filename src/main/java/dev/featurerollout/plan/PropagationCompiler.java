package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.PropagationSpec;
import dev.featurerollout.model.DurationText;
import java.time.Duration;

/** Reads from {@code spec.propagation} how long a change of the flags takes to arrive. */
final class PropagationCompiler {
    private static final String PATH = "spec.propagation";
    private static final Consumer DEFAULT = Consumer.MountedFile;

    private final Problems problems;

    PropagationCompiler(Problems problems) {
        this.problems = problems;
    }

    /** Returns the time from a write until clients are taken to see it; {@code spec} may be null. */
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
}
