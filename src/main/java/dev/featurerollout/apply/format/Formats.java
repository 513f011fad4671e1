package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;

/** Which {@link FlagFormat} a name of the API stands for. */
public final class Formats {
    private Formats() {}

    /** Returns the format of a flag. */
    public static FlagFormat of(FlagTarget target) {
        return of(target.format());
    }

    public static FlagFormat of(FlagFormatName name) {
        return new ReversibleFormat(
                switch (name) {
                    case Plain -> new PlainFormat();
                    case Flagd -> new FlagdFormat();
                    case Unleash -> new UnleashFormat();
                    case Togglz -> new TogglzFormat();
                    case GoFeatureFlag -> new GoFeatureFlagFormat();
                    case Flipt -> new FliptFormat();
                    case FeatureManagement -> new FeatureManagementFormat();
                });
    }
}
