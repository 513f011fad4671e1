package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Document;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Syntax;
import dev.featurerollout.apply.format.document.UnreadableDocument;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Optional;

/** The flags of a GO Feature Flag document, which has nothing around them. */
record GoFlags(Source source, Mapping root) {

    /**
     * Opens the document of a target.
     *
     * @throws FlagProblem if it is not GO Feature Flag's
     */
    static GoFlags open(String document, FlagTarget target) throws FlagProblem {
        return of(Source.open(document, target));
    }

    /**
     * Opens a document of which no name says how it is written.
     *
     * @throws FlagProblem if it is neither JSON, YAML nor TOML
     */
    static GoFlags open(String document) throws FlagProblem {
        FlagTarget nameless = Source.nameless(FlagFormatName.GoFeatureFlag);
        try {
            return of(Source.open(document, nameless));
        } catch (FlagProblem neither) {
            try {
                return of(new Source(nameless, Document.parse(Syntax.TOML, document)));
            } catch (UnreadableDocument e) {
                throw neither;
            }
        }
    }

    private static GoFlags of(Source source) throws FlagProblem {
        Node root = source.document().root();
        if (root instanceof Mapping flags) {
            return new GoFlags(source, flags);
        }
        throw source.problem(
                root,
                "a GO Feature Flag document has the flags by name, this is " + root.inWords()
                        + ". Correct the format or the key");
    }

    /**
     * Returns the flag of that name.
     *
     * @throws FlagProblem if there is none
     */
    Mapping flag(String name) throws FlagProblem {
        Node flag = root.get(name)
                .orElseThrow(() -> source.problem(
                        root,
                        "there is no flag \"" + name + "\": this is " + root.inWords()
                                + ". Correct spec.flags[].flag"));
        if (flag instanceof Mapping body) {
            return body;
        }
        throw source.problem(flag, "the flag \"" + name + "\" is " + flag.inWords() + ", not a mapping");
    }

    /** Returns the names of all that look like flags. */
    List<String> names() {
        return root.members().stream()
                .filter(member -> member.value() instanceof Mapping body
                        && variations(body).isPresent())
                .map(member -> member.key().text())
                .toList();
    }

    static Optional<Mapping> variations(Mapping flag) {
        return flag.member("variations")
                .map(Member::value)
                .filter(Mapping.class::isInstance)
                .map(Mapping.class::cast);
    }
}
