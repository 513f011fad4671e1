package dev.featurerollout.statistics;

/**
 * How much more the treatment's part of the bad events varies from block to block than it would if they came one by
 * one: the mean size of the burst that an event is in.
 *
 * <p>Each stage has its own mean part, so that neither a change of the share nor the harm itself looks like bursts; and
 * as a block is judged by its own total, an incident that both cohorts suffer does not either.
 *
 * @param size looks in a block
 * @param finishedRest squared deviations of the stages before
 * @param finishedExpected what they would be for single events
 * @param part sum over the blocks of this stage of k, the part; m is the total of a block
 * @param total sum of m
 * @param partSquared sum of k²
 * @param product sum of k × m
 * @param totalSquared sum of m²
 * @param blockPart k of the block that is not full yet
 * @param blockTotal m of it
 * @param inBlock looks in it
 */
record SplitDispersion(
        int size,
        double finishedRest,
        double finishedExpected,
        double part,
        double total,
        double partSquared,
        double product,
        double totalSquared,
        double blockPart,
        double blockTotal,
        int inBlock) {
    static SplitDispersion inBlocksOf(int size) {
        return finished(size, 0, 0);
    }

    private static SplitDispersion finished(int size, double rest, double expected) {
        return new SplitDispersion(size, rest, expected, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    static SplitDispersion read(Checkpoint.Reader from, int size) {
        return finished(size, from.sum(), from.sum());
    }

    /** Writes a dispersion whose stage is finished. */
    void write(Checkpoint.Writer to) {
        to.number(finishedRest).number(finishedExpected);
    }

    SplitDispersion with(double morePart, double moreTotal) {
        double k = blockPart + morePart;
        double m = blockTotal + moreTotal;
        if (inBlock + 1 < size) {
            return new SplitDispersion(
                    size,
                    finishedRest,
                    finishedExpected,
                    part,
                    total,
                    partSquared,
                    product,
                    totalSquared,
                    k,
                    m,
                    inBlock + 1);
        }
        return new SplitDispersion(
                size,
                finishedRest,
                finishedExpected,
                part + k,
                total + m,
                partSquared + k * k,
                product + k * m,
                totalSquared + m * m,
                0,
                0,
                0);
    }

    /** Returns the dispersion after its stage; a block that is not full is dropped. */
    SplitDispersion stageFinished() {
        return finished(size, rest(), expected());
    }

    /** Returns the dispersion of this stage alone. */
    SplitDispersion ofThisStage() {
        return new SplitDispersion(
                size, 0, 0, part, total, partSquared, product, totalSquared, blockPart, blockTotal, inBlock);
    }

    /** Squared deviations of all stages. */
    double rest() {
        if (total <= 0) {
            return finishedRest;
        }
        double share = part / total;
        return finishedRest + Math.max(0, partSquared - 2 * share * product + share * share * totalSquared);
    }

    /** What {@link #rest} would be for single events. */
    double expected() {
        if (total <= 0) {
            return finishedExpected;
        }
        double share = part / total;
        return finishedExpected + Math.max(0, share * (1 - share) * (total - totalSquared / total));
    }
}
