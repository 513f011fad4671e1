package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.UnleashFeature.Strategy;
import dev.featurerollout.apply.format.document.Inline;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Map;

/** Unleash's way: strategies for all whom a constraint lets through, the latest first. */
record UnleashAudiences(UnleashFeature feature) implements Admission {

    @Override
    public FlagTarget target() {
        return feature.source().target();
    }

    private AudienceList strategies() {
        return new AudienceList(feature.source(), feature.body(), "strategies");
    }

    @Override
    public boolean is(int position, int audience) {
        List<Node> strategies = strategies().items();
        return position < strategies.size()
                && AudienceList.says(strategies.get(position), strategy(audience(audience)));
    }

    /** Returns whether a strategy is one of those that stand for audiences. */
    boolean contains(Strategy strategy) {
        return strategies().items().stream().limit(count()).anyMatch(ours -> ours == strategy.body());
    }

    @Override
    public String with(int audience) throws FlagProblem {
        return feature.source().edit(List.of(strategies().with(List.of(strategy(audience(audience))))));
    }

    private static Map<String, Object> strategy(Audience audience) {
        Map<String, Object> constraint = Inline.inOrder("contextName", audience.attribute(), "operator", "IN");
        constraint.put("values", audience.values());
        Map<String, Object> strategy =
                Inline.inOrder("name", UnleashFeature.EVERYBODY, "constraints", List.of(constraint));
        strategy.put("parameters", Map.of());
        return strategy;
    }

    @Override
    public String withoutLatest() throws FlagProblem {
        return feature.source().edit(List.of(strategies().without(0, 1)));
    }
}
