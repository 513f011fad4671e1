package dev.featurerollout.statistics;

/** The burst size seen in how the bad events of one cohort vary, over blocks of one look and of five. */
record SeriesBursts(SeriesDispersion looks, SeriesDispersion fives) {
    static final SeriesBursts NONE = new SeriesBursts(SeriesDispersion.inBlocksOf(1), SeriesDispersion.inBlocksOf(5));

    SeriesBursts with(double bad, double of) {
        return new SeriesBursts(looks.with(bad, of), fives.with(bad, of));
    }

    /** Returns the burst size, at least 1. */
    double size() {
        return Math.max(1, Math.max(looks.burstSize(), fives.burstSize()));
    }
}
