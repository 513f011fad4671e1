package dev.featurerollout.decide;

import dev.featurerollout.measure.criteria.TrialWords;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Trial;
import dev.featurerollout.statistics.Reading;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the comparisons of a stage have shown it to be safe. */
enum Conclusion {
    /** There is none in this stage. */
    NotAsked,
    /** One at least has too little evidence yet. */
    Open,
    Safe;

    static Conclusion of(Situation s, Stage stage) {
        List<Criterion> asked = asked(s, stage);
        if (asked.isEmpty()) {
            return NotAsked;
        }
        return asked.stream().allMatch(criterion -> isSafe(s, criterion)) ? Safe : Open;
    }

    /** Returns what is missing to call the stage safe, for people. */
    static String missing(Situation s, Stage stage) {
        return asked(s, stage).stream()
                .filter(criterion -> !isSafe(s, criterion))
                .map(criterion -> criterion.name() + ": " + missing(s, criterion))
                .collect(Collectors.joining("; "));
    }

    private static String missing(Situation s, Criterion criterion) {
        Optional<Trial> trial = s.evidence().trial(criterion);
        TrialWords words = new TrialWords(criterion, s.plan().guarantee());
        return trial.map(so -> {
                    Reading reading = words.read(so);
                    return "saw " + words.seen(reading)
                            + words.missing(so, reading)
                                    .map(more -> ", " + more)
                                    .orElse("");
                })
                .orElse("no evidence yet");
    }

    private static boolean isSafe(Situation s, Criterion criterion) {
        return s.evidence().trial(criterion).filter(Trial::safe).isPresent();
    }

    /** Before the last stage, and of those that compare: a rate is a ceiling, and need not be far below it. */
    private static List<Criterion> asked(Situation s, Stage stage) {
        return s.plan().isLast(stage)
                ? List.of()
                : stage.criteria().stream()
                        .filter(criterion -> !criterion.dryRun())
                        .filter(criterion -> criterion
                                .sequential()
                                .filter(test -> test.design().canBeSafe())
                                .isPresent())
                        .toList();
    }
}
