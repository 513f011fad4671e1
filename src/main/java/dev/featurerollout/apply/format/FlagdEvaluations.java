package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.share.Answer;
import dev.featurerollout.share.Dealing;
import dev.featurerollout.share.Evaluation;
import dev.featurerollout.share.FlagdBuckets;
import dev.featurerollout.share.FlagdDealing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How both generations of flagd deal the users of a flag. */
final class FlagdEvaluations {
    private final FlagdFlag flag;
    private final Map<String, Object> shared;

    private FlagdEvaluations(FlagdFlag flag) {
        this.flag = flag;
        this.shared = values(flag.flags().evaluators());
    }

    static List<Evaluation> of(FlagdFlag flag) throws FlagProblem {
        FlagdEvaluations evaluations = new FlagdEvaluations(flag);
        boolean everybody = FlagdEverybody.is(flag);
        Optional<Object> targeting =
                flag.flag().targeting().filter(rule -> !isEmpty(rule)).map(FlagdEvaluations::value);
        Optional<Object> rule = Optional.of(
                everybody
                        ? flag.variation()
                        : Map.of("fractional", value(flag.fractional().list())));
        return Stream.of(FlagdBuckets.values())
                .map(buckets -> new Evaluation(
                        buckets.title(), evaluations.dealing(targeting, buckets), evaluations.dealing(rule, buckets)))
                .toList();
    }

    private Dealing dealing(Optional<Object> targeting, FlagdBuckets buckets) {
        if (!flag.isEnabled()) {
            return Dealing.all(Answer.CodeDefault);
        }
        return new FlagdDealing(
                flag.flag().key(),
                flag.variation(),
                new LinkedHashSet<>(flag.variants().keys()),
                flag.defaultVariant().map(Scalar::text),
                targeting,
                shared,
                buckets);
    }

    private static boolean isEmpty(Node rule) {
        return rule instanceof Mapping mapping && mapping.members().isEmpty();
    }

    private static Object value(Node node) {
        if (node instanceof Sequence list) {
            List<Object> values = new ArrayList<>();
            list.items().forEach(item -> values.add(value(item)));
            return values;
        }
        if (node instanceof Mapping mapping) {
            return values(mapping);
        }
        Scalar scalar = (Scalar) node;
        return switch (scalar.kind()) {
            case NUMBER -> Double.valueOf(scalar.text());
            case BOOLEAN -> scalar.text().equalsIgnoreCase("true");
            case NULL -> null;
            case TEXT -> scalar.text();
        };
    }

    private static Map<String, Object> values(Mapping mapping) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Member member : mapping.members()) {
            values.put(member.key().text(), value(member.value()));
        }
        return values;
    }
}
