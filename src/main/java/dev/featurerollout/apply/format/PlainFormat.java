package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Document;
import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Quotes;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Pointer;
import dev.featurerollout.apply.format.document.Syntax;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Evaluation;
import dev.featurerollout.share.PlainDealing;
import java.util.List;

/**
 * A number that the application reads itself: the whole ConfigMap value, a value in JSON or YAML, or a property.
 *
 * <p>The number may stand in quotes, and keeps them.
 */
final class PlainFormat implements FlagFormat {
    private static final String VALUE = "value";

    private static final String MEND = "Put a number from 0 to 100 there, such as 5 or 0.5";

    /** The place the target points to. */
    private record Spot(Source source, Scalar scalar) {
        String token() {
            return source.document().source(scalar);
        }
    }

    @Override
    public Reading read(String document, FlagTarget target) throws FlagProblem {
        Spot spot = find(document, target);
        return new Reading(percentage(spot), Undo.Values.of(VALUE, spot.token()));
    }

    @Override
    public String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem {
        Spot spot = find(document, target);
        if (percentage(spot).equals(percentage)) {
            return document;
        }
        String result = spot.source().edit(List.of(Edit.retext(spot.scalar(), percentage.toString())));
        if (!read(result, target).percentage().equals(percentage)) {
            throw spot.source().problem(spot.scalar(), "writing " + percentage + " here gives something else. " + MEND);
        }
        return result;
    }

    @Override
    public String restoreText(String document, FlagTarget target, Undo.Text undo) throws FlagProblem {
        Spot spot = find(document, target);
        List<String> former = undo.texts(List.of(VALUE))
                .orElseThrow(() -> spot.source().problem(spot.scalar(), "the recorded values are not one number"));
        if (spot.token().equals(former.get(0))) {
            return document;
        }
        String result = spot.source().edit(List.of(new Edit(spot.scalar().range(), former.get(0))));
        if (!read(result, target).undo().equals(undo)) {
            throw spot.source().problem(spot.scalar(), "the former value " + former.get(0) + " does not fit here");
        }
        return result;
    }

    /** The number alone decides, so 100 is on for everybody. */
    @Override
    public String collapse(String document, FlagTarget target) throws FlagProblem {
        return write(document, target, Percentage.HUNDRED);
    }

    @Override
    public List<Evaluation> evaluations(String document, FlagTarget target) throws FlagProblem {
        return List.of(Evaluation.of(
                "the sketch in the documentation",
                new PlainDealing(
                        target.name(),
                        read(document, target).percentage().value().doubleValue())));
    }

    private static Percentage percentage(Spot spot) throws FlagProblem {
        Scalar scalar = spot.scalar();
        boolean quoted = scalar.quotes() == Quotes.SINGLE || scalar.quotes() == Quotes.DOUBLE;
        if (scalar.kind() != Kind.NUMBER && !quoted) {
            throw notAPercentage(spot, "");
        }
        try {
            return Percentage.parse(scalar.text());
        } catch (IllegalArgumentException e) {
            throw notAPercentage(spot, ": " + e.getMessage());
        }
    }

    private static FlagProblem notAPercentage(Spot spot, String why) {
        return spot.source()
                .problem(spot.scalar(), "this is " + spot.scalar().inWords() + ", no percentage" + why + ". " + MEND);
    }

    private static Spot find(String text, FlagTarget target) throws FlagProblem {
        Spot spot =
                target.path().isEmpty() ? whole(text, target) : at(target.path().get(), text, target);
        spot.source().requireOwn(spot.scalar());
        return spot;
    }

    private static Spot whole(String text, FlagTarget target) throws FlagProblem {
        Source source = new Source(target, Document.value(text));
        return spot(source, source.document().root());
    }

    private static Spot at(String path, String text, FlagTarget target) throws FlagProblem {
        boolean pointer = path.startsWith("/");
        Syntax syntax = Syntax.ofName(target.key()).orElse(pointer ? Syntax.YAML : Syntax.PROPERTIES);
        boolean tree = syntax != Syntax.PROPERTIES && syntax != Syntax.ENV;
        if (pointer && !tree) {
            throw Source.problem(
                    target,
                    "a properties file has no path " + path + ". Give the property's name in spec.flags[].path");
        }
        if (!pointer && tree) {
            String likely = "/" + path.replace('.', '/');
            throw Source.problem(
                    target,
                    "the path \"" + path + "\" does not begin with a slash. Write it as a JSON Pointer, such as "
                            + likely);
        }
        return pointer ? pointed(path, text, target) : property(path, syntax, text, target);
    }

    private static Spot pointed(String path, String text, FlagTarget target) throws FlagProblem {
        Pointer pointer;
        try {
            pointer = Pointer.parse(path);
        } catch (IllegalArgumentException e) {
            throw Source.problem(target, e.getMessage() + ". A ~ in a name is written ~0, a slash ~1");
        }
        Source source = Source.open(text, target);
        Pointer.Arrival arrival = pointer.follow(source.document().root());
        if (!arrival.complete()) {
            String reached = arrival.pointer().steps().isEmpty()
                    ? "the document"
                    : arrival.pointer().toString();
            throw source.problem(
                    arrival.node(),
                    "there is nothing at " + path + ": " + reached + " is "
                            + arrival.node().inWords() + ". Correct spec.flags[].path or add the value");
        }
        return spot(source, arrival.node());
    }

    private static Spot property(String name, Syntax syntax, String text, FlagTarget target) throws FlagProblem {
        Source source = Source.parse(syntax, text, target);
        Mapping properties = (Mapping) source.document().root();
        Node value = properties
                .get(name)
                .orElseThrow(() -> Source.problem(
                        target,
                        "there is no property " + name + ". Correct spec.flags[].path or add the line " + name + "=0"));
        return spot(source, value);
    }

    private static Spot spot(Source source, Node node) throws FlagProblem {
        if (node instanceof Scalar scalar) {
            return new Spot(source, scalar);
        }
        throw source.problem(node, "this is " + node.inWords() + ", no percentage. " + MEND);
    }
}
