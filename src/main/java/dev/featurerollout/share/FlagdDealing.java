package dev.featurerollout.share;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * flagd's way from a flag to a variation: the targeting, and where that gives nothing the default.
 *
 * @param variation what is rolled out
 * @param variations the names of all there are
 * @param byDefault the default variant
 * @param targeting a JsonLogic rule as {@link Logic} takes it; empty for none
 */
public record FlagdDealing(
        String flag,
        String variation,
        Set<String> variations,
        Optional<String> byDefault,
        Optional<Object> targeting,
        Map<String, Object> shared,
        FlagdBuckets buckets)
        implements Dealing {

    @Override
    public Answer answer(Optional<String> key) {
        try {
            Object given = targeting.isEmpty()
                    ? null
                    : new Logic(shared, buckets).evaluate(targeting.get(), new Logic.User(flag, key, false));
            Optional<String> variant = given == null ? byDefault : Optional.of(Operators.text(given));
            return variant.filter(variations::contains)
                    .map(name -> Answer.of(name.equals(variation)))
                    .orElse(Answer.CodeDefault);
        } catch (Logic.Wrong wrong) {
            return Answer.CodeDefault;
        }
    }
}
