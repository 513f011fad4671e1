package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;

/** Which {@link FlagFormat} a name of the API stands for. */
public final class Formats {
    private Formats() {}

    /** Returns the format of a flag. */
    public static FlagFormat of(FlagTarget target) {
        FlagFormat inText = inText(target.format());
        boolean structured = target.holder().kind() == Holder.Kind.FeatureFlag;
        return new ReversibleFormat(structured ? new StructuredFormat(inText) : inText);
    }

    /** Returns a format for documents that are kept as text. */
    public static FlagFormat of(FlagFormatName name) {
        return new ReversibleFormat(inText(name));
    }

    private static FlagFormat inText(FlagFormatName name) {
        return switch (name) {
            case Plain -> new PlainFormat();
            case Flagd -> new FlagdFormat();
            case Unleash -> new UnleashFormat();
            case Togglz -> new TogglzFormat();
            case GoFeatureFlag -> new GoFeatureFlagFormat();
            case Flipt -> new FliptFormat();
            case FeatureManagement -> new FeatureManagementFormat();
        };
    }
}
