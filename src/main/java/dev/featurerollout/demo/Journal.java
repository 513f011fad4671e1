package dev.featurerollout.demo;

import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.report.News;
import dev.featurerollout.report.NewsProjection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What happened to one rollout, told from one status to the next: the operator's own news, and every new verdict. */
final class Journal {
    private final String rollout;
    private final Consumer<Entry> reader;
    private FeatureRolloutStatus last;

    Journal(String rollout, Consumer<Entry> reader) {
        this.rollout = rollout;
        this.reader = reader;
    }

    /** Tells what is new in a status. */
    void read(FeatureRolloutStatus status, Duration at) {
        List<Entry> entries = new ArrayList<>();
        verdicts(status).ifPresent(text -> entries.add(new Entry(at, rollout, tone(status), true, text)));
        for (News news : NewsProjection.between(last, status)) {
            entries.add(entry(at, news, status));
        }
        last = status;
        entries.forEach(reader);
    }

    private Entry entry(Duration at, News news, FeatureRolloutStatus status) {
        return switch (news.reason()) {
            case "StageEntered" -> new Entry(at, rollout, Tone.Busy, false, news.message());
            case "Completed" -> new Entry(at, rollout, Tone.Good, false, news.message());
            case "RollbackVerified" ->
                new Entry(at, rollout, Tone.Good, false, news.reason() + ": " + recovery(status));
            case "RolledBack" -> new Entry(at, rollout, Tone.Bad, false, news.message());
            // The hold that comes with it says the same and more.
            case "CriterionFailing" -> new Entry(at, rollout, Tone.Warn, true, news.message());
            default -> {
                Tone tone = news.warning() ? Tone.Warn : Tone.Plain;
                yield new Entry(at, rollout, tone, false, news.reason() + ": " + news.message());
            }
        };
    }

    private static String recovery(FeatureRolloutStatus status) {
        return Statuses.criteria(status).stream()
                .filter(criterion -> criterion.name().equals(status.rollback().criterion()))
                .map(criterion -> criterion.name() + " is back at " + criterion.message())
                .findFirst()
                .orElse("the flag is as it was");
    }

    /** Returns the criteria whose verdict is another than before, with their numbers. */
    private Optional<String> verdicts(FeatureRolloutStatus status) {
        Map<String, String> before = new HashMap<>();
        if (last != null) {
            Statuses.criteria(last).forEach(criterion -> before.put(criterion.name(), criterion.verdict()));
        }
        String text = Statuses.criteria(status).stream()
                .filter(criterion -> criterion.verdict() != null)
                .filter(criterion -> !Objects.equals(criterion.verdict(), before.get(criterion.name())))
                .map(Journal::describe)
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static String describe(CriterionStatus criterion) {
        return criterion.name() + " " + criterion.verdict() + " " + criterion.message();
    }

    private static Tone tone(FeatureRolloutStatus status) {
        return Statuses.criteria(status).stream()
                .map(criterion -> Statuses.tone(criterion.verdict()))
                .max(Tone::compareTo)
                .orElse(Tone.Plain);
    }
}
