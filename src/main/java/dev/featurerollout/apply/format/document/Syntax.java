package dev.featurerollout.apply.format.document;

import java.util.Locale;
import java.util.Optional;

/** The ways documents are written. */
public enum Syntax {
    JSON,
    YAML,
    /** Version 1.0. */
    TOML,
    /** As {@link java.util.Properties} reads them. */
    PROPERTIES,
    /** Properties whose values may stand in quotes. */
    ENV;

    /** Returns the syntax a file name asks for by its extension, if it does. */
    public static Optional<Syntax> ofName(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case "json" -> Optional.of(JSON);
            case "yaml", "yml" -> Optional.of(YAML);
            case "toml" -> Optional.of(TOML);
            case "properties" -> Optional.of(PROPERTIES);
            case "env" -> Optional.of(ENV);
            default -> Optional.empty();
        };
    }
}
