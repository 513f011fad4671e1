package dev.featurerollout.lint;

import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.promql.Extent;
import dev.featurerollout.promql.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A query with its variables replaced, which knows where in the template each char comes from. */
public final class Rendering {
    private final QueryTemplate template;
    private final String text;
    private final List<Piece> pieces;

    /** A variable: where its value stands in the text, and where it stands in the template. */
    private record Piece(String variable, Extent here, Extent there) {}

    private Rendering(QueryTemplate template, String text, List<Piece> pieces) {
        this.template = template;
        this.text = text;
        this.pieces = List.copyOf(pieces);
    }

    /** Returns the template with the values put in; a variable that has none stays as it is. */
    public static Rendering of(QueryTemplate template, Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        List<Piece> pieces = new ArrayList<>();
        int done = 0;
        for (QueryTemplate.Place place : template.places()) {
            text.append(template.text(), done, place.start());
            int start = text.length();
            text.append(values.getOrDefault(place.name(), template.text().substring(place.start(), place.end())));
            pieces.add(
                    new Piece(place.name(), new Extent(start, text.length()), new Extent(place.start(), place.end())));
            done = place.end();
        }
        text.append(template.text(), done, template.text().length());
        return new Rendering(template, text.toString(), pieces);
    }

    public String text() {
        return text;
    }

    /** Returns the place in the template of the char at {@code offset} of the text. */
    public Position origin(int offset) {
        int shift = 0;
        for (Piece piece : pieces) {
            if (offset < piece.here().start()) {
                break;
            }
            if (offset < piece.here().end()) {
                return Position.of(template.text(), piece.there().start());
            }
            shift = piece.there().end() - piece.here().end();
        }
        return Position.of(template.text(), offset + shift);
    }

    /** Whether a stretch of the text holds something of one of these variables. */
    boolean comesFrom(Extent extent, List<String> variables) {
        return pieces.stream()
                .filter(piece -> variables.contains(piece.variable()))
                .anyMatch(piece -> piece.here().start() < extent.end()
                        && extent.start() < piece.here().end());
    }
}
