package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.apply.ChangedDocument;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.Collapse;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flag kept as values: whatever a rollout did to it, the way back ends at the same text. */
class StructuredFormatTest {
    private static final FlagTarget TARGET = new FlagTarget(
            "checkout",
            Holder.featureFlag("shop-flags"),
            FlagTarget.FLAG_SPEC,
            FlagFormatName.Flagd,
            Optional.of("new-checkout"),
            Optional.of("on"),
            Optional.empty(),
            true,
            List.of(new Audience("team", List.of("shop"))),
            Optional.empty());

    private static final String WITHOUT_TARGETING = "";
    private static final String EMPTY = ",\"targeting\":{}";
    private static final String WHOLE = ",\"targeting\":{\"fractional\":[[\"on\",5],[\"off\",95]]}";
    private static final String LAST =
            ",\"targeting\":{\"if\":[{\"in\":[{\"var\":\"plan\"},[\"beta\"]]},\"on\",{\"fractional\":[[\"on\",5],[\"off\",95]]}]}";

    /** As the API server gives it: keys in order, no spaces; and a number that only looks different in Java. */
    private static String document(String targeting) {
        return CanonicalJson.of(
                ("{'flags':{'new-checkout':{'defaultVariant':'off','metadata':{'ratio':1e10,'small':0.10},"
                                + "'state':'ENABLED'%s,'variants':{'off':false,'on':true}},"
                                + "'old':{'defaultVariant':'off','state':'ENABLED','variants':{'off':1.5,'on':2}}}}")
                        .replace('\'', '"')
                        .formatted(targeting));
    }

    private static String next(String document, FlagStore.Change change) throws FlagProblem {
        return CanonicalJson.of(ChangedDocument.of(document, TARGET, change));
    }

    @ParameterizedTest
    @ValueSource(strings = {WITHOUT_TARGETING, EMPTY, WHOLE, LAST})
    void theWayUpAndBackEndsWhereItBegan(String targeting) throws FlagProblem {
        String before = document(targeting);
        FlagFormat.Reading original = Formats.of(TARGET).read(before, TARGET);
        String document = before;
        for (int percentage : List.of(5, 25, 100)) {
            Reach reach = new Reach(1, Percentage.of(percentage));
            document = next(document, new FlagStore.To(reach));
            assertThat(Formats.of(TARGET).read(document, TARGET).reach()).isEqualTo(reach);
            assertThat(next(document, new FlagStore.Restore(original.undo(), original.reach())))
                    .isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {WITHOUT_TARGETING, EMPTY, WHOLE, LAST})
    void onForEverybodyIsTakenBack(String targeting) throws FlagProblem {
        String before = document(targeting);
        FlagFormat.Reading original = Formats.of(TARGET).read(before, TARGET);
        String hundred = next(before, new FlagStore.To(new Reach(1, Percentage.HUNDRED)));

        Collapse.Possible collapse = (Collapse.Possible) ChangedDocument.collapse(hundred, TARGET, original.undo());
        String everybody = next(hundred, new FlagStore.CollapseForm(collapse.undo()));

        assertThat(everybody).contains("\"defaultVariant\": \"on\"");
        assertThat(next(everybody, new FlagStore.Restore(collapse.undo(), original.reach())))
                .isEqualTo(before);
    }

    @Test
    void everyTextIsLaidOutAsItIsReadAgain() throws FlagProblem {
        String written = next(document(WITHOUT_TARGETING), new FlagStore.To(Reach.of(Percentage.of(5))));

        assertThat(ChangedDocument.of(written, TARGET, new FlagStore.To(Reach.of(Percentage.of(7)))))
                .contains("""
                          "state": "ENABLED",
                          "targeting": {
                            "fractional": [
                              [
                                "on",
                                7
                              ],
                    """.replace("      \"", "      \"").stripTrailing());
    }
}
