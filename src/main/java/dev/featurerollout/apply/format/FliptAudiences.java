package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Inline;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Flipt's way: a segment for each audience, and in the flag a rollout or a rule of that segment, the latest first.
 *
 * @param variation what a rule gives; for a boolean flag not looked at
 */
record FliptAudiences(FliptFlag flag, String variation) implements Admission {

    static FliptAudiences of(FliptFlag flag, FlagTarget target) throws FlagProblem {
        return new FliptAudiences(
                flag,
                flag.isBoolean()
                        ? ""
                        : FliptDistribution.of(flag, target.variation()).variation());
    }

    @Override
    public FlagTarget target() {
        return flag.source().target();
    }

    private AudienceList uses() {
        return new AudienceList(flag.source(), flag.body(), flag.isBoolean() ? "rollouts" : "rules");
    }

    private AudienceList segments() {
        return new AudienceList(
                flag.source(), (Mapping) flag.source().document().root(), "segments");
    }

    /** Returns whether a segment has the name of one that stands for an audience of a flag. */
    static boolean isNamed(FliptFlag flag, String segment) {
        return segment.matches("featurerollout-\\Q" + flag.key() + "\\E-[0-9]+");
    }

    private String name(int audience) {
        return "featurerollout-" + flag.key() + "-" + (audience + 1);
    }

    @Override
    public boolean is(int position, int audience) {
        List<Node> uses = uses().items();
        return position < uses.size()
                && AudienceList.says(uses.get(position), use(audience))
                && segmentOf(audience) >= 0;
    }

    private int segmentOf(int audience) {
        List<Node> segments = segments().items();
        return IntStream.range(0, segments.size())
                .filter(i -> AudienceList.says(segments.get(i), segment(audience)))
                .findFirst()
                .orElse(-1);
    }

    @Override
    public String with(int audience) throws FlagProblem {
        for (Node other : segments().items()) {
            if (other instanceof Mapping segment
                    && FliptFlags.text(segment, "key")
                            .filter(name(audience)::equals)
                            .isPresent()) {
                throw flag.source()
                        .problem(
                                other,
                                "there is a segment \"" + name(audience) + "\" already, which the rollout would have"
                                        + " to add for " + audience(audience) + ". Remove it, or give it another name");
            }
        }
        return flag.source()
                .edit(List.of(uses().with(List.of(use(audience))), segments().with(List.of(segment(audience)))));
    }

    private Map<String, Object> use(int audience) {
        return flag.isBoolean()
                ? Map.of("segment", Inline.inOrder("key", name(audience), "value", true))
                : Inline.inOrder(
                        "segment",
                        name(audience),
                        "distributions",
                        List.of(Inline.inOrder("variant", variation, "rollout", 100)));
    }

    private Map<String, Object> segment(int position) {
        Audience audience = audience(position);
        List<Map<String, Object>> constraints = new ArrayList<>();
        for (String value : audience.values()) {
            Map<String, Object> constraint =
                    Inline.inOrder("type", "STRING_COMPARISON_TYPE", "property", audience.attribute());
            constraint.put("operator", "eq");
            constraint.put("value", value);
            constraints.add(constraint);
        }
        Map<String, Object> segment = Inline.inOrder("key", name(position), "name", name(position));
        segment.put("match_type", "ANY_MATCH_TYPE");
        segment.put("constraints", constraints);
        return segment;
    }

    @Override
    public String withoutLatest() throws FlagProblem {
        int latest = count() - 1;
        List<Edit> edits = List.of(uses().without(0, 1), segments().without(segmentOf(latest), 1));
        return flag.source().edit(edits);
    }
}
