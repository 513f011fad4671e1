package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The flags of a flagd document, which are a mapping or, for the daemon, a list with keys.
 *
 * @param evaluators the rules that {@code $ref} stands for, by name
 */
record FlagdFlags(Source source, List<Flag> flags, Mapping evaluators) {

    /** One flag of the document. */
    record Flag(String key, Mapping body) {
        Optional<Node> targeting() {
            return body.get("targeting");
        }
    }

    /**
     * Opens a document.
     *
     * @throws FlagProblem if it is not flagd's
     */
    static FlagdFlags open(Source source) throws FlagProblem {
        Node root = source.document().root();
        Node flags = root instanceof Mapping document ? document.get("flags").orElse(null) : null;
        if (flags == null) {
            throw source.problem(
                    "not-flagd",
                    root,
                    "there are no \"flags\" at the top, as flagd documents have: this is " + root.inWords()
                            + ". Correct the format or the key");
        }
        Node evaluators = ((Mapping) root).get("$evaluators").orElse(new Mapping(flags.range(), List.of()));
        if (!(evaluators instanceof Mapping shared)) {
            throw source.problem(
                    "not-flagd", evaluators, "\"$evaluators\" is " + evaluators.inWords() + ", not a mapping of rules");
        }
        return new FlagdFlags(source, list(source, flags), shared);
    }

    private static List<Flag> list(Source source, Node flags) throws FlagProblem {
        List<Flag> result = new ArrayList<>();
        if (flags instanceof Mapping mapping) {
            for (Node.Member member : mapping.members()) {
                if (member.value() instanceof Mapping body) {
                    result.add(new Flag(member.key().text(), body));
                }
            }
        } else if (flags instanceof Sequence list) {
            for (Node item : list.items()) {
                if (item instanceof Mapping body && body.get("key").orElse(null) instanceof Scalar key) {
                    result.add(new Flag(key.text(), body));
                }
            }
        } else {
            throw source.problem(
                    "not-flagd", flags, "\"flags\" is " + flags.inWords() + ", neither a mapping nor a list of flags");
        }
        return List.copyOf(result);
    }

    /**
     * Returns the flag of that key.
     *
     * @throws FlagProblem if there is none, or more than one
     */
    Flag flag(String key) throws FlagProblem {
        List<Flag> found = flags.stream().filter(flag -> flag.key().equals(key)).toList();
        if (found.isEmpty()) {
            Node flags = ((Mapping) source.document().root()).get("flags").orElseThrow();
            throw source.problem(
                    "no-flag",
                    flags,
                    "there is no flag \"" + key + "\": this is " + flags.inWords() + ". Correct spec.flags[].flag");
        }
        if (found.size() > 1) {
            throw source.problem(
                    "flag-twice", found.get(1).body(), "the flag \"" + key + "\" is here a second time. Remove one");
        }
        return found.get(0);
    }

    /** Returns the shared rules that a rule refers to, directly or through one another. */
    Set<String> references(Node rule) {
        Set<String> names = new LinkedHashSet<>();
        Deque<Node> rest = new ArrayDeque<>(List.of(rule));
        while (!rest.isEmpty()) {
            Node next = rest.pop();
            if (next instanceof Sequence list) {
                list.items().forEach(rest::push);
            } else if (next instanceof Mapping operation) {
                for (Node.Member member : operation.members()) {
                    rest.push(member.value());
                    boolean reference = member.key().text().equals("$ref");
                    if (reference && member.value() instanceof Scalar name && names.add(name.text())) {
                        evaluators.get(name.text()).ifPresent(rest::push);
                    }
                }
            }
        }
        return names;
    }
}
