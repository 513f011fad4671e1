package dev.featurerollout.decide;

import dev.featurerollout.model.Collapse;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Undo;
import dev.featurerollout.plan.Progress.KnownFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The end of the last stage: what undoes {@code completion.collapse} is recorded before a flag is given that form. */
final class Completion {
    private Completion() {}

    static Decision of(Situation s, Stage stage) {
        Map<String, Undo.Collapsed> undo = new TreeMap<>();
        List<String> leftOut = new ArrayList<>();
        if (s.plan().collapse()) {
            s.snapshot().collapse().get().forEach((flag, collapse) -> {
                switch (collapse) {
                    case Collapse.Possible possible -> undo.put(flag.name(), possible.undo());
                    case Collapse.Impossible impossible -> leftOut.add(impossible.problem());
                    case Collapse.Done done -> {}
                }
            });
        }
        return isRecorded(s, undo)
                ? complete("Completed at " + stage.reach(), leftOut(leftOut), undo)
                : new Decision.PrepareCollapse(undo);
    }

    private static Decision complete(String message, String leftOut, Map<String, Undo.Collapsed> undo) {
        return new Decision.Complete(message + leftOut, leftOut, undo);
    }

    private static boolean isRecorded(Situation s, Map<String, Undo.Collapsed> undo) {
        return s.flags().all().stream()
                .map(flag -> flag.target().name())
                .filter(undo::containsKey)
                .allMatch(name -> recorded(s, name).equals(Optional.of(undo.get(name))));
    }

    private static Optional<Undo> recorded(Situation s, String name) {
        return s.progress().flags().stream()
                .filter(flag -> flag.target().name().equals(name))
                .findFirst()
                .map(KnownFlag::undo);
    }

    private static String leftOut(List<String> problems) {
        return problems.isEmpty() ? "" : "; completion.collapse was left out: " + String.join("; ", problems);
    }

    /** Returns why a flag of the plan cannot be given the form in the end; empty if all can, or none is to be. */
    static Optional<String> problem(Situation s) {
        return s.plan().collapse()
                ? s.snapshot().collapse().get().entrySet().stream()
                        .flatMap(entry -> problem(entry.getKey(), entry.getValue()).stream())
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<String> problem(FlagTarget flag, Collapse collapse) {
        return switch (collapse) {
            case Collapse.Impossible impossible -> Optional.of(impossible.problem());
            case Collapse.Possible possible -> Optional.empty();
            case Collapse.Done done -> Optional.empty();
        };
    }
}
