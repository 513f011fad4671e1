package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.List;
import java.util.Optional;

/** The flags of a Flipt document, a list with keys. */
record FliptFlags(Source source, Sequence list) {

    /**
     * Takes a document for Flipt's.
     *
     * @throws FlagProblem if it has no list of flags
     */
    static FliptFlags of(Source source) throws FlagProblem {
        Node root = source.document().root();
        if (root instanceof Mapping document && document.get("flags").orElse(null) instanceof Sequence flags) {
            return new FliptFlags(source, flags);
        }
        throw source.problem(
                root,
                "there is no list \"flags\" at the top, as Flipt's documents have: this is " + root.inWords()
                        + ". Correct the format or the key");
    }

    /**
     * Returns the flag of that key.
     *
     * @throws FlagProblem if there is none, or more than one
     */
    FliptFlag flag(String key) throws FlagProblem {
        if (key.isEmpty()) {
            throw Source.problem(source.target(), "which flag of the document is not said. Set spec.flags[].flag");
        }
        List<FliptFlag> found =
                all().stream().filter(flag -> flag.key().equals(key)).toList();
        if (found.isEmpty()) {
            throw source.problem(
                    list,
                    "there is no flag \"" + key + "\" but "
                            + String.join(
                                    ", ",
                                    all().stream().map(FliptFlag::key).limit(6).toList())
                            + ". Correct spec.flags[].flag");
        }
        if (found.size() > 1) {
            throw source.problem(found.get(1).body(), "the flag \"" + key + "\" is here a second time. Remove one");
        }
        return found.get(0);
    }

    List<FliptFlag> all() {
        return list.items().stream()
                .filter(Mapping.class::isInstance)
                .map(Mapping.class::cast)
                .flatMap(body -> text(body, "key").map(key -> new FliptFlag(source, key, body)).stream())
                .toList();
    }

    static Optional<String> text(Mapping mapping, String key) {
        return mapping.get(key).filter(Scalar.class::isInstance).map(node -> ((Scalar) node).text());
    }

    static boolean isTrue(Mapping mapping, String key) {
        return text(mapping, key).filter("true"::equalsIgnoreCase).isPresent();
    }

    /** Returns the mappings of a list; none if there is no list. */
    static List<Mapping> mappings(Mapping mapping, String key) {
        return mapping.get(key).orElse(null) instanceof Sequence list
                ? list.items().stream()
                        .filter(Mapping.class::isInstance)
                        .map(Mapping.class::cast)
                        .toList()
                : List.of();
    }
}
