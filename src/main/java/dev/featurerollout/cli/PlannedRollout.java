package dev.featurerollout.cli;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.configmap.Bases;
import dev.featurerollout.apply.configmap.ConfigMapFlagStore;
import dev.featurerollout.apply.featureflag.FeatureFlagStore;
import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.forecast.Documents;
import dev.featurerollout.forecast.Forecast;
import dev.featurerollout.forecast.Forecaster;
import dev.featurerollout.lint.Finding;
import dev.featurerollout.lint.Severity;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.plan.InForce;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Problem;
import dev.featurerollout.promql.Position;
import dev.featurerollout.share.MadeUpUsers;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of planning one rollout.
 *
 * @param forecast empty if the rollout cannot be done
 * @param errors what is wrong, line by line, each with its place
 * @param warnings what is risky, likewise
 */
record PlannedRollout(Optional<Forecast> forecast, List<String> errors, List<String> warnings) {
    private static final MadeUpUsers USERS = new MadeUpUsers(100_000);

    /** @param given what the files hold, for the places of what is wrong there */
    static PlannedRollout of(Manifest manifest, FileSurroundings given, Surroundings surroundings, Instant now) {
        return new Planning(manifest, given, surroundings, now).result();
    }

    private static final class Planning {
        private final Manifest manifest;
        private final FileSurroundings given;
        private final Surroundings surroundings;
        private final Instant now;
        private final List<String> errors = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Planning(Manifest manifest, FileSurroundings given, Surroundings surroundings, Instant now) {
            this.manifest = manifest;
            this.given = given;
            this.surroundings = surroundings;
            this.now = now;
        }

        PlannedRollout result() {
            Optional<Forecast> forecast = forecast();
            forecast.ifPresent(told -> told.losses().forEach(loss -> problem(Position.START, loss)));
            return new PlannedRollout(forecast, List.copyOf(errors), List.copyOf(warnings));
        }

        private Optional<Forecast> forecast() {
            String namespace = manifest.json().at("/metadata/namespace").asText(given.defaultNamespace());
            String name = manifest.json().at("/metadata/name").asText("rollout");
            List<PlacedFinding> wrong = new RolloutLint(
                            namespace, surroundings.templates(namespace), Optional.empty(), Optional.empty(), now)
                    .findings(manifest).stream()
                            .filter(finding -> finding.severity() == Severity.Error)
                            .map(finding -> PlacedFinding.of(manifest, finding))
                            .toList();
            if (!wrong.isEmpty()) {
                wrong.forEach(finding -> errors.add(finding.line()));
                return Optional.empty();
            }
            FeatureRollout rollout = RolloutFile.parse(manifest.file(), manifest);
            Optional<FeatureRolloutStatus> status = surroundings.status(namespace, name);
            InForce inForce = InForce.of(
                    namespace, name, rollout.getSpec(), status.orElse(null), surroundings.templates(namespace));
            if (!inForce.isValid()) {
                inForce.problems().forEach(this::invalid);
                return Optional.empty();
            }
            return forecast(namespace, name, inForce.plan().orElseThrow(), status);
        }

        private void invalid(Problem problem) {
            Finding finding =
                    new Finding("InvalidSpec", Severity.Error, problem.path(), Position.START, problem.message());
            errors.add(PlacedFinding.of(manifest, finding).line());
        }

        private Optional<Forecast> forecast(
                String namespace, String name, Plan plan, Optional<FeatureRolloutStatus> status) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (int i = 0; i < plan.flags().size(); i++) {
                read(namespace, plan.flags().get(i), "spec.flags[" + i + "]", texts);
            }
            if (!errors.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Forecaster(plan, status, new Documents(texts), USERS, now).of(namespace, name));
            } catch (FlagProblem refused) {
                problem(Position.START, refused.getMessage());
                return Optional.empty();
            }
        }

        private void read(String namespace, FlagTarget flag, String path, Map<String, String> texts) {
            Position here = manifest.places().of(manifest.path() + path, 0);
            FlagTarget source = source(namespace, flag);
            Optional<? extends HasMetadata> holder = surroundings.holder(namespace, source.holder());
            if (holder.isEmpty()) {
                problem(
                        here,
                        "there is no " + source.holder() + " for namespace " + namespace
                                + ": create it, or give its file, too");
                return;
            }
            try {
                String document = source.equals(flag)
                        ? document(holder.get(), flag)
                        : Bases.document((ConfigMap) holder.get(), flag.from().orElseThrow());
                boolean fromFile = holder.get().getMetadata().getResourceVersion() == null;
                for (Trap trap : Formats.of(source).lint(document, Optional.of(source))) {
                    String where = where(namespace, source, trap, fromFile);
                    String what = trap.rule() + ": " + trap.message();
                    if (trap.fatal()) {
                        errors.add(where + ": error " + what);
                    } else {
                        warnings.add(where + ": warning " + what);
                    }
                }
                texts.put(flag.document(), document);
            } catch (FlagProblem refused) {
                problem(here, refused.getMessage());
            }
        }

        /** What is yet to be generated will at first be as its base. */
        private FlagTarget source(String namespace, FlagTarget flag) {
            boolean generated = surroundings
                    .holder(namespace, flag.holder())
                    .filter(ConfigMap.class::isInstance)
                    .map(holder -> ((ConfigMap) holder).getData())
                    .filter(data -> data.containsKey(flag.key()))
                    .isPresent();
            return flag.from().isEmpty() || generated ? flag : flag.inBase();
        }

        private static String document(HasMetadata holder, FlagTarget flag) throws FlagProblem {
            return holder instanceof ConfigMap configMap
                    ? ConfigMapFlagStore.document(configMap, flag)
                    : FeatureFlagStore.document((GenericKubernetesResource) holder, flag);
        }

        /** Returns the place in the file that has the ConfigMap, or in the document if that is elsewhere. */
        private String where(String namespace, FlagTarget flag, Trap trap, boolean fromFile) {
            return given.manifest(namespace, flag.holder())
                    .filter(there -> fromFile && flag.holder().isConfigMap())
                    .map(file -> file.file() + ":"
                            + file.places().inText(file.path() + "data", flag.key(), trap.line(), trap.column()))
                    .orElse(flag.document() + ":" + trap.line() + ":" + trap.column());
        }

        private void problem(Position position, String message) {
            errors.add(manifest.file() + ":" + position + ": error: " + message);
        }
    }
}
