package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.api.v1alpha1.MetricsProviderSpec;
import dev.featurerollout.api.v1alpha1.MetricsProviderStatus;
import dev.featurerollout.measure.prometheus.Probe;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a probe makes of the status of a MetricsProvider; equal to the one before if nothing is worth a write. */
public final class ProviderStatusProjection {
    private ProviderStatusProjection() {}

    /** Returns the next status of a provider that was probed. */
    public static MetricsProviderStatus next(MetricsProvider provider, Probe probe, Instant now) {
        MetricsProviderStatus before = provider.getStatus();
        long generation =
                Optional.ofNullable(provider.getMetadata().getGeneration()).orElse(0L);
        Conditions conditions = new Conditions(before == null ? null : before.conditions(), generation, now);
        if (probe instanceof Probe.Reachable reachable) {
            conditions.set("Ready", "True", "Reachable", message(reachable) + whoMayAsk(provider.getSpec()));
            return new MetricsProviderStatus(
                    generation,
                    reachable.version().orElse(null),
                    reachable.flavor().name(),
                    reachable.features().stream().map(Enum::name).sorted().toList(),
                    conditions.all());
        }
        if (probe instanceof Probe.Unauthorized unauthorized) {
            conditions.set("Ready", "False", "Unauthorized", unauthorized.message());
        } else if (probe instanceof Probe.NoCredential missing) {
            conditions.set("Ready", "False", "SecretNotFound", missing.message());
        } else if (probe instanceof Probe.Invalid invalid) {
            conditions.set("Ready", "False", "InvalidSpec", invalid.message());
        } else {
            conditions.set("Ready", "False", "Unreachable", ((Probe.Unreachable) probe).message());
        }
        // What it was when it last answered: an outage does not make it another one.
        Optional<MetricsProviderStatus> last = Optional.ofNullable(before);
        return new MetricsProviderStatus(
                generation,
                last.map(MetricsProviderStatus::version).orElse(null),
                last.map(MetricsProviderStatus::flavor).orElse(null),
                last.map(MetricsProviderStatus::features).orElse(null),
                conditions.all());
    }

    private static String message(Probe.Reachable reachable) {
        String name = reachable.flavor() == Probe.Flavor.Unknown
                ? "it"
                : reachable.flavor().name();
        return reachable.version().map(version -> name + " " + version).orElse(name) + " answers";
    }

    private static String whoMayAsk(MetricsProviderSpec spec) {
        return Optional.ofNullable(spec.allowedNamespaces()).orElse(List.of()).isEmpty()
                ? ", but no namespace may use it: list some in spec.allowedNamespaces"
                : "";
    }

    /** Returns whether a status says that the provider answers. */
    public static boolean isReady(MetricsProviderStatus status) {
        return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
                .anyMatch(ProviderStatusProjection::isReady);
    }

    private static boolean isReady(Condition condition) {
        return condition.type().equals("Ready") && condition.status().equals("True");
    }
}
