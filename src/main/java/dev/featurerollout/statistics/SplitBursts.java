package dev.featurerollout.statistics;

/** The burst size seen in how the bad events split, over blocks of one look and of five. */
record SplitBursts(SplitDispersion looks, SplitDispersion fives) {
    static final SplitBursts NONE = new SplitBursts(SplitDispersion.inBlocksOf(1), SplitDispersion.inBlocksOf(5));

    static SplitBursts read(Checkpoint.Reader from) {
        return new SplitBursts(SplitDispersion.read(from, 1), SplitDispersion.read(from, 5));
    }

    void write(Checkpoint.Writer to) {
        looks.write(to);
        fives.write(to);
    }

    SplitBursts with(double part, double total) {
        return new SplitBursts(looks.with(part, total), fives.with(part, total));
    }

    SplitBursts stageFinished() {
        return new SplitBursts(looks.stageFinished(), fives.stageFinished());
    }

    /** Returns what was seen in this stage alone: the safe test of a stage knows nothing of those before. */
    SplitBursts ofThisStage() {
        return new SplitBursts(looks.ofThisStage(), fives.ofThisStage());
    }

    /**
     * Returns the burst size, at least 1.
     *
     * @param prior the size expected before anything is seen
     * @param weight how much that counts, in the unit of {@link SplitDispersion#expected}
     */
    double size(double prior, double weight) {
        return Math.max(1, Math.max(size(looks, prior, weight), size(fives, prior, weight)));
    }

    private static double size(SplitDispersion dispersion, double prior, double weight) {
        return (weight * prior + dispersion.rest()) / (weight + dispersion.expected());
    }
}
