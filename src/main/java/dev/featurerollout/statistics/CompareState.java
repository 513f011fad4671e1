package dev.featurerollout.statistics;

import java.util.List;
import java.util.Optional;

/** What a {@link CompareTest} has come to: one {@link CompareEdge} for each count. */
record CompareState(Optional<StageTerms> terms, int looks, int withoutInformation, List<CompareEdge> edges)
        implements TestState {
    static final String KIND = "compare";

    CompareState {
        edges = List.copyOf(edges);
    }

    CompareState stageFinished() {
        return new CompareState(
                Optional.empty(),
                0,
                0,
                edges.stream().map(CompareEdge::stageFinished).toList());
    }

    @Override
    public String checkpoint() {
        Checkpoint.Writer to = new Checkpoint.Writer(KIND);
        for (CompareEdge edge : stageFinished().edges()) {
            to.number(edge.floor().isPresent() ? 1 : 0);
            edge.write(to);
        }
        return to.text();
    }
}
