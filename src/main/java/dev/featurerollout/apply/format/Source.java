package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Document;
import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Syntax;
import dev.featurerollout.apply.format.document.UnreadableDocument;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Optional;

/** A flag's document, opened; its problems say where: {@code shop-flags/flags.json:3:14: what is wrong}. */
record Source(FlagTarget target, Document document) {

    /**
     * Opens a document that is JSON, YAML or TOML.
     *
     * @throws FlagProblem if it is none of them, or cannot be read
     */
    static Source open(String text, FlagTarget target) throws FlagProblem {
        try {
            return new Source(target, Document.open(target.key(), text));
        } catch (UnreadableDocument e) {
            throw unreadable(target, e);
        }
    }

    /** Stands for the target of a document of which nothing is known but its format. */
    static FlagTarget nameless(FlagFormatName format) {
        return new FlagTarget("", "", "", format, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Source parse(Syntax syntax, String text, FlagTarget target) throws FlagProblem {
        try {
            return new Source(target, Document.parse(syntax, text));
        } catch (UnreadableDocument e) {
            throw unreadable(target, e);
        }
    }

    private static FlagProblem unreadable(FlagTarget target, UnreadableDocument e) {
        return new FlagProblem("unreadable", file(target), e.place(), e.getMessage());
    }

    private FlagProblem shared(UnreadableDocument e) {
        return new FlagProblem("shared-anchor", file(target), e.place(), e.getMessage());
    }

    private static String file(FlagTarget target) {
        return target.document();
    }

    /** Returns a problem of the target as a whole. */
    static FlagProblem problem(FlagTarget target, String message) {
        return new FlagProblem(file(target), message);
    }

    /** Returns a problem of what stands at {@code node}. */
    FlagProblem problem(Node node, String message) {
        return new FlagProblem(file(target), document.place(node), message);
    }

    /** Returns a problem of what stands at {@code node}, with a name, as in {@link FlagFormat.Trap#rule}. */
    FlagProblem problem(String rule, Node node, String message) {
        return new FlagProblem(rule, file(target), document.place(node), message);
    }

    /**
     * Checks that a value can be changed without changing another one.
     *
     * @throws FlagProblem if other places of the document repeat it
     */
    void requireOwn(Node node) throws FlagProblem {
        try {
            document.requireOwn(node);
        } catch (UnreadableDocument e) {
            throw shared(e);
        }
    }

    /**
     * Returns the text with {@code edits} made.
     *
     * @throws FlagProblem if one of them would change another value too
     */
    String edit(List<Edit> edits) throws FlagProblem {
        try {
            return document.edit(edits);
        } catch (UnreadableDocument e) {
            throw shared(e);
        }
    }
}
