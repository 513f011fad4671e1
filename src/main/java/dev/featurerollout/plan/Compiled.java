package dev.featurerollout.plan;

import java.util.List;
import java.util.stream.Collectors;

/** What became of a spec. */
public sealed interface Compiled {

    /** It was understood. */
    record Valid(Plan plan) implements Compiled {}

    /** It was not; nothing of it is used. */
    record Invalid(List<Problem> problems) implements Compiled {
        public Invalid {
            problems = List.copyOf(problems);
        }

        /** Returns all problems in one line for people. */
        public String message() {
            return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
        }
    }
}
