package dev.featurerollout.forecast;

import dev.featurerollout.apply.ChangedDocument;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.format.FlagFormat;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.share.Evaluation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The documents of a rollout as they stand at one time.
 *
 * @param texts by {@link FlagTarget#document}
 */
public record Documents(Map<String, String> texts) {
    public Documents {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    private String of(FlagTarget target) {
        return texts.get(target.document());
    }

    FlagFormat.Reading read(FlagTarget target) throws FlagProblem {
        return Formats.of(target).read(of(target), target);
    }

    List<Evaluation> evaluations(FlagTarget target) throws FlagProblem {
        return Formats.of(target).evaluations(of(target), target);
    }

    /** Returns them with flags changed one after the other, as the operator changes them. */
    Documents with(List<FlagTarget> flags, Function<FlagTarget, FlagStore.Change> change) throws FlagProblem {
        Map<String, String> changed = new LinkedHashMap<>(texts);
        for (FlagTarget flag : flags) {
            String text = changed.get(flag.document());
            changed.put(flag.document(), ChangedDocument.of(text, flag, change.apply(flag)));
        }
        return new Documents(changed);
    }

    /** Returns them with flags in the form that {@code completion.collapse} gives them. */
    Documents collapsed(List<FlagTarget> flags) throws FlagProblem {
        Map<String, String> changed = new LinkedHashMap<>(texts);
        for (FlagTarget flag : flags) {
            changed.put(flag.document(), ChangedDocument.collapsed(changed.get(flag.document()), flag));
        }
        return new Documents(changed);
    }

    /** Returns how they differ from what they were, document by document; nothing for one that stays. */
    List<Difference> since(Documents before) {
        List<Difference> differences = new ArrayList<>();
        texts.forEach((name, text) -> {
            if (!text.equals(before.texts.get(name))) {
                differences.add(Difference.between(name, before.texts.get(name), text));
            }
        });
        return differences;
    }
}
