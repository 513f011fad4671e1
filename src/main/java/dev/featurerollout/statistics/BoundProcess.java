package dev.featurerollout.statistics;

/** The bet that bad events are more than a fixed rate of all, and the bursts seen in them. */
record BoundProcess(Capital capital, SplitBursts split) {
    static final BoundProcess START = new BoundProcess(Capital.inReserve(Bets.COUNT), SplitBursts.NONE);

    static BoundProcess read(Checkpoint.Reader from) {
        return new BoundProcess(Capital.read(from, Bets.COUNT), SplitBursts.read(from));
    }

    void write(Checkpoint.Writer to) {
        capital.write(to);
        split.write(to);
    }

    /** Returns this process after a look; a burst must not license itself, so it is judged by the bursts before. */
    BoundProcess after(boolean firstOfStage, double bad, double of, double rate, Bursts bursts) {
        double[] won = Bets.HARM.bound(bad, of, rate);
        if (bursts != Bursts.Independent) {
            Bets.tempered(won, burstSize(bursts), Caps.PRESENCE);
        }
        return new BoundProcess(capital.after(firstOfStage, won), of >= Look.LEAST ? split.with(bad, of) : split);
    }

    BoundProcess missed(boolean firstOfStage) {
        return new BoundProcess(capital.after(firstOfStage, Bets.nothing()), split);
    }

    BoundProcess stageFinished() {
        return new BoundProcess(capital, split.stageFinished());
    }

    double burstSize(Bursts bursts) {
        return bursts == Bursts.Independent ? 1 : split.size(1, 1);
    }
}
