package dev.featurerollout.cli;

import dev.featurerollout.apply.format.document.Document;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.apply.format.document.Syntax;
import dev.featurerollout.apply.format.document.UnreadableDocument;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which format a flag document seems to be in.
 *
 * @param format its name in the API; empty if nothing speaks for one
 * @param why what speaks for it, or what is there instead
 */
record FormatGuess(Optional<String> format, String why) {

    /**
     * Looks at a document.
     *
     * @throws UnreadableDocument if it is JSON or YAML by its name or look, but not well-formed
     */
    static FormatGuess of(String file, String text) throws UnreadableDocument {
        if (file.toLowerCase(Locale.ROOT).endsWith(".toml")) {
            return is("GoFeatureFlag", "it is TOML");
        }
        Optional<Syntax> syntax = Syntax.ofName(file);
        boolean properties = syntax.filter(known -> known == Syntax.PROPERTIES || known == Syntax.ENV)
                .isPresent();
        if (properties || syntax.isEmpty() && text.matches("(?s).*(^|[\\r\\n])\\s*[\\w.]+\\.strategy\\s*[=:].*")) {
            return text.contains(".strategy")
                    ? is("Togglz", "it is properties, and one ends with .strategy")
                    : new FormatGuess(
                            Optional.empty(), "it is properties, none of which ends with .strategy as Togglz's do");
        }
        Node root = Document.open(file, text).root();
        return root instanceof Mapping mapping
                ? of(mapping)
                : new FormatGuess(Optional.empty(), "it is " + root.inWords());
    }

    private static FormatGuess of(Mapping root) {
        for (String key : List.of("feature_management", "FeatureManagement", "feature-management")) {
            if (root.get(key).isPresent()) {
                return is("FeatureManagement", "it has \"" + key + "\" at the top");
            }
        }
        if (root.get("features").orElse(null) instanceof Sequence) {
            return is("Unleash", "it has a list of \"features\" at the top");
        }
        Optional<Node> flags = root.get("flags");
        if (flags.isPresent()) {
            return flags(root, flags.get());
        }
        for (Member member : root.members()) {
            if (member.value() instanceof Mapping flag
                    && flag.get("variations").isPresent()
                    && (flag.get("defaultRule").isPresent()
                            || flag.get("targeting").isPresent())) {
                return is("GoFeatureFlag", "\"" + member.key().text() + "\" has variations and a defaultRule");
            }
        }
        return new FormatGuess(Optional.empty(), "it is " + root.inWords());
    }

    private static FormatGuess flags(Mapping root, Node flags) {
        if (flags instanceof Sequence list) {
            boolean flipt = list.items().stream()
                    .anyMatch(item -> item instanceof Mapping flag
                            && (flag.get("rollouts").isPresent()
                                    || flag.get("rules").isPresent()
                                    || flag.get("type").isPresent()
                                    || flag.get("enabled").isPresent()));
            return flipt || root.get("namespace").isPresent()
                    ? is("Flipt", "it has a list of \"flags\" with rollouts, rules or types")
                    : is("Flagd", "it has a list of \"flags\"");
        }
        return is("Flagd", "it has a mapping of \"flags\" at the top");
    }

    private static FormatGuess is(String format, String why) {
        return new FormatGuess(Optional.of(format), why);
    }
}
