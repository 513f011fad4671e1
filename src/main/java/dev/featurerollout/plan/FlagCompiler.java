package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.ConfigMapRef;
import dev.featurerollout.api.v1alpha1.FeatureFlagRef;
import dev.featurerollout.api.v1alpha1.FlagSpec;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.BaseDocument;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code spec.flags}. */
final class FlagCompiler {
    private static final int MOST = 16;

    private final Problems problems;

    FlagCompiler(Problems problems) {
        this.problems = problems;
    }

    /** @param audiences of all stages */
    List<FlagTarget> compile(List<FlagSpec> specs, List<Audience> audiences) {
        if (specs == null || specs.isEmpty()) {
            problems.add("spec.flags", "is required: name at least one flag in a ConfigMap or a FeatureFlag");
            return List.of();
        }
        if (specs.size() > MOST) {
            problems.add("spec.flags", "has " + specs.size() + " flags: " + MOST + " is the most one rollout can move");
        }
        List<FlagTarget> flags = new ArrayList<>();
        for (FlagSpec spec : specs) {
            flags.add(flag("spec.flags[" + flags.size() + "]", spec, audiences));
        }
        problems.unique(
                "spec.flags[].name", flags.stream().map(FlagTarget::name).toList());
        problems.unique("spec.flags", flags.stream().map(FlagTarget::identity).toList());
        requireOneSource(flags);
        return flags;
    }

    /** Two flags of one document are in one text, which is generated from one base or from none. */
    private void requireOneSource(List<FlagTarget> flags) {
        Map<String, Optional<BaseDocument>> sources = new HashMap<>();
        for (int i = 0; i < flags.size(); i++) {
            FlagTarget flag = flags.get(i);
            Optional<BaseDocument> first = sources.putIfAbsent(flag.document(), flag.from());
            if (first != null && !first.equals(flag.from())) {
                problems.add(
                        "spec.flags[" + i + "].from",
                        "another flag of " + flag.document() + " says otherwise, and a document has one source: name"
                                + " the same from for both, or for none");
            }
        }
    }

    private FlagTarget flag(String path, FlagSpec spec, List<Audience> audiences) {
        String name = problems.required(path + ".name", spec.name(), "a short name for this flag");
        Place place = place(path, spec);
        problems.required(path + ".format", spec.format(), "one of " + Arrays.toString(FlagFormatName.values()));
        FlagFormatName format = problems.constant(path + ".format", spec.format(), FlagFormatName.Plain);
        if (format.name().equals(spec.format())) {
            // Of a format that there is not, nothing is known.
            requireFieldsOf(format, path, spec);
        }
        return new FlagTarget(
                name,
                place.holder(),
                place.key(),
                format,
                Optional.ofNullable(spec.flag()),
                Optional.ofNullable(spec.variation()),
                Optional.ofNullable(spec.path()),
                Boolean.TRUE.equals(spec.create()),
                audiences,
                base(path + ".from", spec.from(), place.holder()));
    }

    private Optional<BaseDocument> base(String path, ConfigMapRef from, Holder holder) {
        if (from == null) {
            return Optional.empty();
        }
        String name = problems.required(path + ".name", from.name(), "the ConfigMap that Git owns");
        String key = problems.required(path + ".key", from.key(), "the key under the ConfigMap's data");
        if (!holder.isConfigMap()) {
            problems.add(path, "a FeatureFlag is not generated from a base: remove it, or use configMapRef");
        } else if (!name.isEmpty() && name.equals(holder.name())) {
            problems.add(
                    path + ".name",
                    "\"" + name + "\" is the ConfigMap of configMapRef itself, which the operator writes and Git must"
                            + " not: name another one that Git owns");
        }
        return Optional.of(new BaseDocument(name, key));
    }

    /** The document of a flag. */
    private record Place(Holder holder, String key) {}

    private Place place(String path, FlagSpec spec) {
        if ((spec.configMapRef() == null) == (spec.featureFlagRef() == null)) {
            problems.add(
                    path,
                    "is in a ConfigMap or in a FeatureFlag: set one of configMapRef and featureFlagRef, and not both");
            return new Place(Holder.configMap(""), "");
        }
        return spec.featureFlagRef() == null
                ? configMap(path + ".configMapRef", spec.configMapRef())
                : featureFlag(path, spec.format(), spec.featureFlagRef());
    }

    private Place configMap(String path, ConfigMapRef ref) {
        String name = problems.required(path + ".name", ref.name(), "the ConfigMap of the flag");
        String key = problems.required(path + ".key", ref.key(), "the key under the ConfigMap's data");
        return new Place(Holder.configMap(name), key);
    }

    private Place featureFlag(String path, String format, FeatureFlagRef ref) {
        if (format != null && !format.equals(FlagFormatName.Flagd.name())) {
            problems.add(path + ".format", format + " cannot be in a FeatureFlag, whose flags are flagd's: set Flagd");
        }
        String name = problems.required(path + ".featureFlagRef.name", ref.name(), "the FeatureFlag of the flag");
        return new Place(Holder.featureFlag(name), FlagTarget.FLAG_SPEC);
    }

    private void requireFieldsOf(FlagFormatName format, String path, FlagSpec spec) {
        switch (format) {
            case Plain -> {
                refuse(path + ".flag", spec.flag(), "a Plain document has no flags by name; use path");
                refuse(path + ".variation", spec.variation(), "Plain has no variations");
                if (Boolean.TRUE.equals(spec.create())) {
                    problems.add(
                            path + ".create",
                            "a Plain document has no rules to add: write the number, 0, and remove it");
                }
            }
            case Flagd, GoFeatureFlag, Flipt, FeatureManagement -> named(path, spec);
            case Unleash, Togglz -> {
                named(path, spec);
                refuse(path + ".variation", spec.variation(), format + " has no variations, a flag is on or off");
            }
        }
    }

    private void named(String path, FlagSpec spec) {
        problems.required(path + ".flag", spec.flag(), "the flag's key in the document");
        refuse(path + ".path", spec.path(), "only Plain has a path; name the flag by \"flag\"");
    }

    private void refuse(String path, String value, String why) {
        if (value != null) {
            problems.add(path, "\"" + value + "\" cannot be used here: " + why + "; remove it");
        }
    }
}
