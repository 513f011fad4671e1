package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.AudienceSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.StageSpec;
import dev.featurerollout.model.Audience;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code spec.stages[].audience}. */
final class AudienceCompiler {
    /** The status holds them three times: in the accepted spec, in the plan, and in what a rollback removes. */
    private static final int LONGEST = 100_000;

    private final Problems problems;

    AudienceCompiler(Problems problems) {
        this.problems = problems;
    }

    /** Returns the audiences of all stages, whatever is wrong with them. */
    static List<Audience> all(FeatureRolloutSpec spec) {
        return Stream.ofNullable(spec.stages())
                .flatMap(List::stream)
                .map(StageSpec::audience)
                .filter(audience -> audience != null)
                .map(AudienceCompiler::audience)
                .toList();
    }

    /** Notes audiences that are more than the status can record for a rollback. */
    void requireRecordable(List<Audience> audiences) {
        int characters = audiences.stream()
                .flatMap(audience -> Stream.concat(Stream.of(audience.attribute()), audience.values().stream()))
                .mapToInt(String::length)
                .sum();
        if (characters > LONGEST) {
            problems.add(
                    "spec.stages[].audience",
                    "the audiences have " + characters + " characters in all, and " + LONGEST
                            + " is the most that can be recorded for a rollback: use an attribute with fewer values");
        }
    }

    /** Returns the audience, and notes what is wrong with it. */
    Audience compile(String path, AudienceSpec spec) {
        problems.required(path + ".attribute", spec.attribute(), "its name in the evaluation context, as organisation");
        List<String> values = Optional.ofNullable(spec.values()).orElse(List.of());
        if (values.isEmpty()) {
            problems.add(path + ".values", "is required: name at least one value of the attribute");
        }
        if (values.stream().anyMatch(value -> value == null || value.isBlank())) {
            problems.add(
                    path + ".values", "has an empty value, which would be everybody without the attribute: remove it");
        }
        problems.unique(path + ".values", values);
        return audience(spec);
    }

    static Audience audience(AudienceSpec spec) {
        List<String> values = Optional.ofNullable(spec.values()).orElse(List.of()).stream()
                .filter(value -> value != null)
                .toList();
        return new Audience(Optional.ofNullable(spec.attribute()).orElse(""), values);
    }
}
