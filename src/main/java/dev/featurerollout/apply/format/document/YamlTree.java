package dev.featurerollout.apply.format.document;

import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Layout;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Quotes;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document from the parser's events, which unlike a composed tree still tell an alias from its anchor.
 *
 * <p>Merge keys are followed: they are YAML 1.1, as are most readers of flag documents.
 */
final class YamlTree {
    /** Levels of nesting; the tree is walked by recursion. */
    static final int MAX_DEPTH = 500;

    /** Nodes with every alias written out; a document of a few lines can stand for billions. */
    private static final long MAX_NODES = 2_000_000;

    private final String text;
    private final CodePoints offsets;
    private final Iterator<Event> events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private final List<Document.Shared> shared = new ArrayList<>();
    private int depth;
    private int deepest;
    private long nodes;
    private int lastEnd;

    /**
     * A node that aliases may repeat.
     *
     * @param nodes how many it is with all below it
     * @param levels how many of them lie below one another
     */
    private record Anchored(Node node, long nodes, int levels) {}

    private YamlTree(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                // All at once: the reader trips over a character of two chars that its buffer cuts in two.
                .setBufferSize(text.length() + 1)
                .build();
        this.text = text;
        this.offsets = CodePoints.of(text);
        this.events = new Parse(settings).parseString(text).iterator();
    }

    static Document.Tree parse(String text) throws UnreadableDocument {
        try {
            return new YamlTree(text).document();
        } catch (MarkedYamlEngineException e) {
            int offset = e.getProblemMark()
                    .map(mark -> CodePoints.of(text).offset(mark.getIndex()))
                    .orElse(0);
            throw new UnreadableDocument(text, offset, "not valid YAML: " + e.getProblem());
        } catch (ReaderException e) {
            int offset = CodePoints.of(text).offset(e.getPosition());
            String character = String.format("U+%04X", e.getCodePoint());
            throw new UnreadableDocument(
                    text, offset, "YAML does not allow the character " + character + ". Remove it");
        } catch (YamlEngineException e) {
            throw new UnreadableDocument(text, 0, "not valid YAML: " + e.getMessage());
        }
    }

    private Document.Tree document() throws UnreadableDocument {
        events.next(); // the stream starts
        Event start = events.next();
        if (start.getEventId() == Event.ID.StreamEnd) {
            throw new UnreadableDocument(text, 0, "the document is empty");
        }
        Node root = node(events.next());
        events.next(); // the document ends
        Event next = events.next();
        if (next.getEventId() != Event.ID.StreamEnd) {
            throw new UnreadableDocument(
                    text,
                    start(next),
                    "a second YAML document begins here, and which one counts is not said. Give each its own key");
        }
        return new Document.Tree(root, List.copyOf(shared));
    }

    private Node node(Event event) throws UnreadableDocument {
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        Optional<String> anchor =
                event instanceof NodeEvent named ? named.getAnchor().map(Anchor::getValue) : Optional.empty();
        long nodesBefore = nodes;
        int deepestBefore = deepest;
        count(event, 1);
        anchor.ifPresent(open::add);
        depth++;
        deepest = depth;
        requireDepth(event, depth);
        Node node = switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> sequence((SequenceStartEvent) event);
            case MappingStart -> mapping((MappingStartEvent) event);
            default -> throw new IllegalStateException("no node: " + event);
        };
        if (anchor.isPresent()) {
            open.remove(anchor.get());
            anchors.put(anchor.get(), new Anchored(node, nodes - nodesBefore, deepest - depth + 1));
        }
        deepest = Math.max(deepest, deepestBefore);
        depth--;
        return node;
    }

    private Node alias(AliasEvent alias) throws UnreadableDocument {
        String name = alias.getAlias().getValue();
        lastEnd = end(alias);
        Anchored anchored = anchors.get(name);
        if (open.contains(name)) {
            throw new UnreadableDocument(text, start(alias), "*" + name + " stands inside its own anchor &" + name);
        }
        if (anchored == null) {
            throw new UnreadableDocument(text, start(alias), "there is no anchor &" + name + " before *" + name);
        }
        count(alias, anchored.nodes());
        requireDepth(alias, depth + anchored.levels());
        deepest = Math.max(deepest, depth + anchored.levels());
        shared.add(new Document.Shared(name, anchored.node().range()));
        return anchored.node();
    }

    private void requireDepth(Event event, int levels) throws UnreadableDocument {
        if (levels > MAX_DEPTH) {
            throw new UnreadableDocument(text, start(event), "nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    private void count(Event event, long more) throws UnreadableDocument {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new UnreadableDocument(
                    text, start(event), "with its aliases written out the document is too large to be real");
        }
    }

    private Scalar scalar(ScalarEvent event) {
        lastEnd = end(event);
        Range range = new Range(Math.min(contentStart(event), lastEnd), lastEnd);
        Quotes quotes = switch (event.getScalarStyle()) {
            case PLAIN -> Quotes.NONE;
            case SINGLE_QUOTED -> Quotes.SINGLE;
            case DOUBLE_QUOTED, JSON_SCALAR_STYLE -> Quotes.DOUBLE;
            case LITERAL, FOLDED -> Quotes.BLOCK;
        };
        String tag = event.getTag().orElse("");
        boolean untyped = quotes == Quotes.NONE && tag.isEmpty();
        boolean typed = tag.endsWith(":int") || tag.endsWith(":float");
        Kind kind = untyped || typed ? Kind.ofPlain(event.getValue()) : Kind.TEXT;
        return new Scalar(range, event.getValue(), kind, quotes);
    }

    private Sequence sequence(SequenceStartEvent event) throws UnreadableDocument {
        List<Node> items = new ArrayList<>();
        Event next = events.next();
        for (; next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            items.add(node(next));
        }
        Layout layout = event.isFlow() ? Layout.BRACKETS : Layout.DASHES;
        return new Sequence(range(event, next), items, layout);
    }

    private Mapping mapping(MappingStartEvent event) throws UnreadableDocument {
        Members members = new Members(text);
        List<Mapping> merged = new ArrayList<>();
        Event next = events.next();
        for (; next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            int keyStart = start(next);
            if (!(node(next) instanceof Scalar key)) {
                throw new UnreadableDocument(text, keyStart, "a key that is itself a list or a mapping");
            }
            Node value = node(events.next());
            if (key.text().equals("<<") && key.quotes() == Quotes.NONE) {
                merged.addAll(mergeable(keyStart, value));
            } else {
                members.add(key, value);
            }
        }
        merged.forEach(members::merge);
        return new Mapping(range(event, next), members.list());
    }

    private List<Mapping> mergeable(int keyStart, Node value) throws UnreadableDocument {
        List<Node> sources = value instanceof Sequence list ? list.items() : List.of(value);
        List<Mapping> mappings = new ArrayList<>();
        for (Node source : sources) {
            if (!(source instanceof Mapping mapping)) {
                throw new UnreadableDocument(text, keyStart, "<< merges mappings, not " + source.inWords());
            }
            mappings.add(mapping);
        }
        return mappings;
    }

    /** Returns the range of a collection; a block ends with its last value, not with the white space after it. */
    private Range range(CollectionStartEvent event, Event last) {
        if (event.isFlow()) {
            lastEnd = end(last);
        }
        int start = contentStart(event);
        return new Range(start, Math.max(start, lastEnd));
    }

    /** Returns where a node begins behind its anchor and tag. */
    private int contentStart(NodeEvent event) {
        int at = start(event);
        boolean tagged = event instanceof ScalarEvent scalar && scalar.getTag().isPresent()
                || event instanceof CollectionStartEvent collection
                        && collection.getTag().isPresent();
        if (event.getAnchor().isEmpty() && !tagged) {
            return at;
        }
        while (at < text.length() && "&! \t\r\n#".indexOf(text.charAt(at)) >= 0) {
            char c = text.charAt(at);
            String stop = c == '#' ? "\r\n" : c == '&' || c == '!' ? " \t\r\n" : "";
            do {
                at++;
            } while (!stop.isEmpty() && at < text.length() && stop.indexOf(text.charAt(at)) < 0);
        }
        return at;
    }

    private int start(Event event) {
        return event.getStartMark().map(this::offset).orElse(0);
    }

    private int end(Event event) {
        return event.getEndMark().map(this::offset).orElse(0);
    }

    private int offset(Mark mark) {
        return offsets.offset(mark.getIndex());
    }
}
