package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Inline;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** GO Feature Flag's way: targeting rules that serve the variation, the latest first. */
record GoAudiences(GoFlag flag) implements Admission {

    @Override
    public FlagTarget target() {
        return flag.source().target();
    }

    private AudienceList targeting() {
        return new AudienceList(flag.source(), flag.body(), "targeting");
    }

    @Override
    public boolean is(int position, int audience) {
        return position < targeting().items().size()
                && AudienceList.says(targeting().items().get(position), rule(audience));
    }

    @Override
    public String with(int audience) throws FlagProblem {
        if (!audience(audience).attribute().matches("[A-Za-z][A-Za-z0-9_:.-]*")) {
            throw flag.source()
                    .problem(
                            flag.body(),
                            "a query of GO Feature Flag has no way to name the attribute \""
                                    + audience(audience).attribute()
                                    + "\": it begins with a letter, and letters, digits, and any of _ : - . follow");
        }
        return flag.source().edit(List.of(targeting().with(List.of(rule(audience)))));
    }

    private Map<String, Object> rule(int position) {
        Audience audience = audience(position);
        Map<String, Object> rule = Inline.inOrder(
                "name",
                "featurerollout-" + audience.attribute() + "-" + (position + 1),
                "query",
                audience.attribute() + " in "
                        + audience.values().stream().map(Texts::json).collect(Collectors.joining(", ", "[", "]")));
        rule.put("variation", flag.variation());
        return rule;
    }

    @Override
    public String withoutLatest() throws FlagProblem {
        return flag.source().edit(List.of(targeting().without(0, 1)));
    }
}
