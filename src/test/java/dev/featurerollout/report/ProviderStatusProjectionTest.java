package dev.featurerollout.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.api.v1alpha1.MetricsProviderStatus;
import dev.featurerollout.measure.prometheus.Probe;
import dev.featurerollout.measure.prometheus.Probe.Feature;
import dev.featurerollout.measure.prometheus.Probe.Flavor;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a MetricsProvider's status says after each probe. */
class ProviderStatusProjectionTest {
    private static final Instant NINE = Instant.parse("2026-11-22T09:00:00Z");
    private static final Probe ANSWERS =
            new Probe.Reachable(Optional.of("2.42.0"), Flavor.Prometheus, Set.of(Feature.NativeHistograms));

    private static MetricsProviderStatus next(MetricsProviderStatus before, long generation, Probe probe, Instant now) {
        return ProviderStatusProjection.next(provider(before, generation, "*"), probe, now);
    }

    private static MetricsProvider provider(MetricsProviderStatus before, long generation, String... allowed) {
        MetricsProvider provider = Serialization.unmarshal(
                "metadata: {generation: %d}\nspec: {allowedNamespaces: [%s]}"
                        .formatted(
                                generation, String.join(", ", List.of(allowed)).replace("*", "'*'")),
                MetricsProvider.class);
        provider.setStatus(before);
        return provider;
    }

    @Test
    void aProviderThatNobodyMayUseSaysSo() {
        MetricsProviderStatus unused = ProviderStatusProjection.next(provider(null, 1), ANSWERS, NINE);
        assertThat(ready(unused).message())
                .isEqualTo("Prometheus 2.42.0 answers, but no namespace may use it:"
                        + " list some in spec.allowedNamespaces");
    }

    private final MetricsProviderStatus first = next(null, 1, ANSWERS, NINE);

    @Test
    void whatAnswersIsReady() {
        assertThat(first.observedGeneration()).isEqualTo(1);
        assertThat(first.version()).isEqualTo("2.42.0");
        assertThat(first.flavor()).isEqualTo("Prometheus");
        assertThat(first.features()).containsExactly("NativeHistograms");
        assertThat(ready(first))
                .isEqualTo(new Condition("Ready", "True", 1L, NINE, "Reachable", "Prometheus 2.42.0 answers"));
        assertThat(ProviderStatusProjection.isReady(first)).isTrue();
    }

    @Test
    void whatStaysTheSameIsNotWorthAWrite() {
        assertThat(next(first, 1, ANSWERS, NINE.plusSeconds(60))).isEqualTo(first);
        assertThat(next(first, 2, ANSWERS, NINE.plusSeconds(60)))
                .as("another spec was probed")
                .isNotEqualTo(first);
    }

    @Test
    void anOutageKeepsWhatIsKnownOfItAndSaysSince() {
        Instant ten = NINE.plusSeconds(3600);
        MetricsProviderStatus away = next(first, 1, new Probe.Unreachable("connection refused"), ten);
        assertThat(away.version()).isEqualTo("2.42.0");
        assertThat(ready(away))
                .isEqualTo(new Condition("Ready", "False", 1L, ten, "Unreachable", "connection refused"));
        assertThat(ProviderStatusProjection.isReady(away)).isFalse();
        MetricsProviderStatus denied = next(away, 1, new Probe.Unauthorized("401"), ten.plusSeconds(60));
        assertThat(ready(denied).reason()).isEqualTo("Unauthorized");
        assertThat(ready(denied).lastTransitionTime())
                .as("not ready since then")
                .isEqualTo(ten);
    }

    @Test
    void eachFaultHasItsReason() {
        assertThat(reason(new Probe.NoCredential("there is no Secret"))).isEqualTo("SecretNotFound");
        assertThat(reason(new Probe.Invalid("spec.timeout"))).isEqualTo("InvalidSpec");
        assertThat(ready(next(null, 1, new Probe.Reachable(Optional.empty(), Flavor.Unknown, Set.of()), NINE))
                        .message())
                .isEqualTo("it answers");
    }

    private static String reason(Probe probe) {
        return ready(next(null, 1, probe, NINE)).reason();
    }

    private static Condition ready(MetricsProviderStatus status) {
        assertThat(status.conditions()).hasSize(1);
        return status.conditions().get(0);
    }
}
