package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.AudienceSpec;
import dev.featurerollout.api.v1alpha1.ConfigMapRef;
import dev.featurerollout.api.v1alpha1.FeatureFlagRef;
import dev.featurerollout.api.v1alpha1.FlagStatus;
import dev.featurerollout.api.v1alpha1.OriginalFlag;
import dev.featurerollout.api.v1alpha1.OriginalValue;
import dev.featurerollout.api.v1alpha1.ReplacedText;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.BaseDocument;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.plan.Progress.KnownFlag;
import java.util.List;
import java.util.Optional;

/**
 * A flag as a status records it: where it is and what restores it, whatever the spec says by then.
 *
 * <p>Reading back what was written gives the same flag.
 */
public final class FlagRecord {
    private FlagRecord() {}

    /** Returns what a status says about a flag; {@code resourceVersion} is that of its holder, or null. */
    public static FlagStatus of(KnownFlag flag, String resourceVersion) {
        FlagTarget target = flag.target();
        boolean inConfigMap = target.holder().isConfigMap();
        return new FlagStatus(
                target.name(),
                inConfigMap ? new ConfigMapRef(target.holder().name(), target.key()) : null,
                inConfigMap ? null : new FeatureFlagRef(target.holder().name()),
                target.from()
                        .map(base -> new ConfigMapRef(base.configMap(), base.key()))
                        .orElse(null),
                target.format().name(),
                target.flag().orElse(null),
                target.variation().orElse(null),
                target.path().orElse(null),
                target.create() ? true : null,
                flag.reach().percentage().toString(),
                audiences(flag.reach()),
                resourceVersion,
                original(flag.original(), flag.undo()));
    }

    /** Returns the number of audiences as a status has it: null for none. */
    public static Integer audiences(Reach reach) {
        return reach.audiences() == 0 ? null : reach.audiences();
    }

    /** Returns audiences as a status has them: null for none. */
    public static List<AudienceSpec> audiences(List<Audience> audiences) {
        return audiences.isEmpty()
                ? null
                : audiences.stream()
                        .map(audience -> new AudienceSpec(audience.attribute(), audience.values()))
                        .toList();
    }

    private static OriginalFlag original(Reach reach, Undo undo) {
        Undo before = undo.uncollapsed();
        return new OriginalFlag(
                reach.percentage().toString(),
                audiences(reach),
                before instanceof Undo.Text text ? values(text) : null,
                before instanceof Undo.Everybody ? true : null,
                before instanceof Undo.Created created ? new ReplacedText(created.replaced(), created.added()) : null,
                undo instanceof Undo.Collapsed collapsed
                        ? new ReplacedText(collapsed.replaced(), collapsed.added())
                        : null);
    }

    private static List<OriginalValue> values(Undo.Text text) {
        return text.values().stream()
                .map(value -> new OriginalValue(value.name(), value.text()))
                .toList();
    }

    /** Returns the flag that a status records; empty if it says too little of it. */
    static Optional<KnownFlag> read(FlagStatus status, List<AudienceSpec> audiences) {
        boolean isWhole = status.percentage() != null
                && status.original() != null
                && status.format() != null
                && (status.configMapRef() != null || status.featureFlagRef() != null);
        return isWhole
                ? Optional.of(new KnownFlag(
                        target(status, recorded(audiences)),
                        reach(status.audiences(), status.percentage()),
                        reach(status.original().audiences(), status.original().percentage()),
                        undo(status.original())))
                : Optional.empty();
    }

    private static FlagTarget target(FlagStatus status, List<Audience> audiences) {
        return new FlagTarget(
                status.name(),
                status.configMapRef() == null
                        ? Holder.featureFlag(status.featureFlagRef().name())
                        : Holder.configMap(status.configMapRef().name()),
                status.configMapRef() == null
                        ? FlagTarget.FLAG_SPEC
                        : status.configMapRef().key(),
                FlagFormatName.valueOf(status.format()),
                Optional.ofNullable(status.flag()),
                Optional.ofNullable(status.variation()),
                Optional.ofNullable(status.path()),
                Boolean.TRUE.equals(status.create()),
                audiences,
                Optional.ofNullable(status.from()).map(base -> new BaseDocument(base.name(), base.key())));
    }

    private static List<Audience> recorded(List<AudienceSpec> specs) {
        return Optional.ofNullable(specs).orElse(List.of()).stream()
                .map(AudienceCompiler::audience)
                .toList();
    }

    static Reach reach(Integer audiences, String percentage) {
        return new Reach(Optional.ofNullable(audiences).orElse(0), Percentage.parse(percentage));
    }

    private static Undo undo(OriginalFlag original) {
        Undo before = uncollapsed(original);
        ReplacedText collapsed = original.collapsed();
        return collapsed == null ? before : new Undo.Collapsed(collapsed.replaced(), collapsed.added(), before);
    }

    private static Undo uncollapsed(OriginalFlag original) {
        if (original.created() != null) {
            return new Undo.Created(
                    original.created().replaced(), original.created().added());
        }
        List<Undo.Value> values = Optional.ofNullable(original.values()).orElse(List.of()).stream()
                .map(value -> new Undo.Value(value.name(), value.text()))
                .toList();
        return Boolean.TRUE.equals(original.everybody()) ? new Undo.Everybody(values) : new Undo.Values(values);
    }
}
