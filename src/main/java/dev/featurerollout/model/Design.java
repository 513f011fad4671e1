package dev.featurerollout.model;

import dev.featurerollout.statistics.BoundTest;
import dev.featurerollout.statistics.Bursts;
import dev.featurerollout.statistics.CompareTest;
import dev.featurerollout.statistics.Margin;
import dev.featurerollout.statistics.PairedTest;
import dev.featurerollout.statistics.SequentialTest;
import dev.featurerollout.statistics.SplitTest;
import java.util.List;
import java.util.Optional;

/** What a sequential test compares with what. */
public sealed interface Design {

    /** Returns the test for a histogram of which {@code edges} edges are watched; other designs have none. */
    SequentialTest test(int edges);

    /** Returns how metrics tell the cohorts apart; empty where there is but one. */
    default Optional<Cohorts> cohorts() {
        return Optional.empty();
    }

    /** Whether harm in this test is a ratio to the control, so that a stage can be called safe by it. */
    default boolean canBeSafe() {
        return relative().isPresent();
    }

    /** Returns the tolerated ratio of the treatment to the control; empty where that is not what is tested. */
    default Optional<Double> relative() {
        return Optional.empty();
    }

    /** A design that tells cohorts apart. */
    sealed interface OfCohorts extends Design {
        Cohorts pair();

        @Override
        default Optional<Cohorts> cohorts() {
            return Optional.of(pair());
        }
    }

    /** The bad events of two cohorts. */
    record Counters(Cohorts pair, CompareTest test) implements OfCohorts {
        @Override
        public SequentialTest test(int edges) {
            return test;
        }

        @Override
        public Optional<Double> relative() {
            return Optional.of(test.margin().relative());
        }
    }

    /**
     * The slow requests of two cohorts.
     *
     * @param edges beyond which a request is slow, the {@code le} labels; empty for edges to be chosen
     * @param shares gives the control's requests by {@code le}, to choose edges by
     */
    record Histogram(Cohorts pair, Margin margin, Bursts bursts, List<String> edges, QueryTemplate shares)
            implements OfCohorts {
        public Histogram {
            edges = List.copyOf(edges);
        }

        @Override
        public SequentialTest test(int count) {
            return new CompareTest(margin, bursts, count);
        }

        @Override
        public Optional<Double> relative() {
            return Optional.of(margin.relative());
        }
    }

    /** One value of each cohort. */
    record Values(Cohorts pair, PairedTest test) implements OfCohorts {
        @Override
        public SequentialTest test(int edges) {
            return test;
        }

        @Override
        public Optional<Double> relative() {
            return Optional.of(test.margin().relative());
        }
    }

    /** The bad events of all, against a rate. */
    record Rate(BoundTest test) implements Design {
        @Override
        public SequentialTest test(int edges) {
            return test;
        }
    }

    /** The requests of two cohorts, against the declared share. */
    record Split(Cohorts pair, SplitTest test) implements OfCohorts {
        @Override
        public SequentialTest test(int edges) {
            return test;
        }
    }
}
