package dev.featurerollout.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What became of a spec. */
public sealed interface Compiled {

    /** It was understood. */
    record Valid(Plan plan) implements Compiled {}

    /**
     * It was not; nothing of it is used for an attempt that has not begun.
     *
     * @param understood what could be understood all the same, enough to guard an attempt that was begun with it and to
     *     roll it back; empty if not even that
     */
    record Invalid(List<Problem> problems, Optional<Plan> understood) implements Compiled {
        private static final int MOST_TOLD = 20;

        public Invalid {
            problems = List.copyOf(problems);
        }

        public Invalid(List<Problem> problems) {
            this(problems, Optional.empty());
        }

        /** Returns the problems in one line for people. */
        public String message() {
            String told =
                    problems.stream().limit(MOST_TOLD).map(Problem::toString).collect(Collectors.joining("; "));
            int more = problems.size() - MOST_TOLD;
            return more > 0 ? told + "; and " + more + " more" : told;
        }
    }
}
