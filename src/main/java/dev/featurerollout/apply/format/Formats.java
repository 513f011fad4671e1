package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;

/** Which {@link FlagFormat} a name of the API stands for. */
public final class Formats {
    private Formats() {}

    public static FlagFormat of(FlagFormatName name) {
        return new UndoingFormat(
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
