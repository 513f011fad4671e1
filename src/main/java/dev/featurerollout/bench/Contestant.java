package dev.featurerollout.bench;

import dev.featurerollout.statistics.Bursts;
import java.util.function.Function;

/** A way to judge rollouts, of which each rollout gets a new judge. */
public enum Contestant {
    ADAPTIVE("ours, Adaptive, 20 %", scenario -> new SequentialJudge(0.2, Bursts.Adaptive, 1)),
    ADAPTIVE_SLOW("ours, Adaptive, 20 %, 5m", scenario -> new SequentialJudge(0.2, Bursts.Adaptive, 5)),
    ADAPTIVE_ANY("ours, Adaptive, 0 %", scenario -> new SequentialJudge(0, Bursts.Adaptive, 1)),
    INDEPENDENT_ANY("ours, Independent, 0 %", scenario -> new SequentialJudge(0, Bursts.Independent, 1)),
    THRESHOLD("1m > 2 × normal, once", scenario -> ThresholdJudge.fixed(1, 2, 0, scenario.errorShare())),
    THRESHOLD_SLOW("5m > 2 × normal, 3 allowed", scenario -> ThresholdJudge.fixed(5, 2, 3, scenario.errorShare())),
    THRESHOLD_PATIENT("1m > 2 × normal, 5 allowed", scenario -> ThresholdJudge.fixed(1, 2, 5, scenario.errorShare())),
    CONTROL("5m > 1.5 × control, 3 allowed", scenario -> ThresholdJudge.againstControl(5, 1.5, 3)),
    PEEKING("z-test at every look", scenario -> new PeekingJudge()),
    RANKS("Mann-Whitney per stage", scenario -> new RankJudge());

    private final String title;
    private final Function<Scenario, Judge> judge;

    Contestant(String title, Function<Scenario, Judge> judge) {
        this.title = title;
        this.judge = judge;
    }

    public String title() {
        return title;
    }

    Judge judge(Scenario scenario) {
        return judge.apply(scenario);
    }
}
