package dev.featurerollout.apply;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.apply.PodNudge.Nudged;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Tells a rollout's pods of each change of its flags, right after it was made.
 *
 * <p>It is a courtesy that saves time: a pass waits for it but a moment and it goes on beside, a failure holds nothing, and
 * what is still to be done is forgotten in a restart.
 */
final class Nudges implements AutoCloseable {
    static final int TRIES = 3;
    static final Duration PAUSE = Duration.ofSeconds(5);

    private static final int AT_ONCE = 4;

    private final PodNudge pods;
    private final Duration patience;
    private final NudgeObserver observer;
    private final Map<String, Nudge> latest = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "nudge");
        thread.setDaemon(true);
        return thread;
    });

    /** @param patience how long a pass waits for a nudge */
    Nudges(PodNudge pods, Duration patience, NudgeObserver observer) {
        this.pods = pods;
        this.patience = patience;
        this.observer = observer;
    }

    /** The telling of one version. */
    private record Nudge(String version, Instant startedAt, int triesLeft, boolean isReported, Future<Nudged> result) {
        Nudge reported() {
            return new Nudge(version, startedAt, triesLeft, true, result);
        }
    }

    /** Tells the pods if the decision changed the flags, or again if that failed; returns what is new about it. */
    Optional<Observation> attend(Situation situation, Decision decision, Outcome outcome) {
        String uid = situation.snapshot().uid();
        if (situation.plan().nudgedPods().isEmpty()) {
            forget(uid);
            return wasTold(situation) ? Optional.of(NudgeWords.notAsked()) : Optional.empty();
        }
        Optional<Nudge> last = Optional.ofNullable(latest.get(uid));
        String version = version(situation.plan().flags(), outcome.flags());
        boolean isNew = !version.isEmpty()
                && mayHaveChanged(decision, outcome)
                && last.filter(nudge -> nudge.version.equals(version)).isEmpty();
        if (isNew) {
            last.ifPresent(nudge -> nudge.result.cancel(true));
            start(situation, version, TRIES - 1);
            return Optional.of(report(situation, patience).orElseGet(() -> NudgeWords.underWay(version)));
        }
        Optional<Observation> news = last.filter(nudge -> !nudge.isReported && nudge.result.isDone())
                .flatMap(nudge -> report(situation, Duration.ZERO));
        last.filter(nudge -> isDue(nudge, situation.now()))
                .ifPresent(nudge -> start(situation, nudge.version, nudge.triesLeft - 1));
        return news;
    }

    /** Also a move that found the flags moved, after an interruption: who knows if anybody was told. */
    private static boolean mayHaveChanged(Decision decision, Outcome outcome) {
        return outcome.writes() > 0 || decision instanceof Decision.Move || decision instanceof Decision.RollBack;
    }

    private void start(Situation situation, String version, int triesLeft) {
        String namespace = situation.snapshot().namespace();
        Map<String, String> labels = situation.plan().nudgedPods();
        Future<Nudged> result = threads.submit(() -> {
            Nudged nudged = pods.nudge(namespace, labels, version);
            observer.nudged(nudged.told(), nudged.failed());
            return nudged;
        });
        latest.put(situation.snapshot().uid(), new Nudge(version, situation.now(), triesLeft, false, result));
    }

    private Optional<Observation> report(Situation situation, Duration patience) {
        String uid = situation.snapshot().uid();
        Nudge nudge = latest.get(uid);
        return result(nudge, patience).map(nudged -> {
            latest.put(uid, nudge.reported());
            return NudgeWords.of(
                    nudged, situation.snapshot().namespace(), situation.plan().nudgedPods(), nudge.version);
        });
    }

    private static Optional<Nudged> result(Nudge nudge, Duration patience) {
        try {
            return Optional.of(nudge.result.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(Nudged.failed(String.valueOf(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Whether it failed some time ago, and is to be tried again. */
    private static boolean isDue(Nudge nudge, Instant now) {
        return mayBeTriedAgain(nudge) && !now.isBefore(nudge.startedAt.plus(PAUSE));
    }

    private static boolean mayBeTriedAgain(Nudge nudge) {
        return nudge.triesLeft > 0
                && nudge.result.isDone()
                && result(nudge, Duration.ZERO)
                        .filter(Nudged::isWorthAnotherTry)
                        .isPresent();
    }

    /** Returns when to attend to a rollout again; empty if there is nothing to come back for. */
    Optional<Instant> againAt(String uid, Instant now) {
        return Optional.ofNullable(latest.get(uid))
                .filter(nudge -> !nudge.isReported || mayBeTriedAgain(nudge))
                .map(nudge -> nudge.startedAt.plus(PAUSE))
                .map(at -> at.isAfter(now) ? at : now.plus(PAUSE));
    }

    private static boolean wasTold(Situation situation) {
        return Stream.ofNullable(situation.snapshot().status())
                .flatMap(status -> Stream.ofNullable(status.conditions()))
                .flatMap(List::stream)
                .filter(condition -> condition.type().equals(NudgeWords.TYPE))
                .map(Condition::reason)
                .anyMatch(reason -> !reason.equals(NudgeWords.notAsked().reason()));
    }

    /** Returns such as {@code shop-flags@812}: each ConfigMap, as nothing else is mounted, with its version. */
    private static String version(List<FlagTarget> targets, Map<FlagTarget, FlagState> states) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (FlagTarget target : targets) {
            String holder = target.holder().name();
            if (target.holder().isConfigMap() && states.get(target) instanceof FlagState.Readable readable) {
                versions.put(holder, holder + "@" + readable.resourceVersion());
            }
        }
        return String.join(",", versions.values());
    }

    void forget(String uid) {
        Nudge nudge = latest.remove(uid);
        if (nudge != null && !nudge.result.isDone()) {
            nudge.result.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
