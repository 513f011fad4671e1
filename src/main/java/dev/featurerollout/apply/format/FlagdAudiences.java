package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.apply.format.document.Range;
import dev.featurerollout.apply.format.document.Rewrite;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * flagd's way: an {@code if} around all the targeting there was, so the latest is the outermost.
 *
 * @param choices those of them that stand around the targeting and give the variation, outermost first
 */
record FlagdAudiences(FlagdFlag flag, List<Choice> choices) implements Admission {

    /**
     * An {@code if} of one condition.
     *
     * @param otherwise what the users get for whom the condition does not hold
     */
    private record Choice(Mapping node, Node condition, Node otherwise) {

        boolean isFor(Audience audience) {
            return condition instanceof Mapping operation
                    && operation.keys().equals(List.of("in"))
                    && operation.get("in").orElseThrow() instanceof Sequence arguments
                    && arguments.items().size() == 2
                    && arguments.items().get(0) instanceof Mapping variable
                    && variable.keys().equals(List.of("var"))
                    && isText(variable.get("var").orElseThrow(), audience.attribute())
                    && arguments.items().get(1) instanceof Sequence values
                    && areTexts(values.items(), audience.values());
        }

        private static boolean areTexts(List<Node> nodes, List<String> texts) {
            for (int i = 0; i < nodes.size(); i++) {
                if (i == texts.size() || !isText(nodes.get(i), texts.get(i))) {
                    return false;
                }
            }
            return nodes.size() == texts.size();
        }
    }

    static FlagdAudiences of(FlagdFlag flag) {
        List<Choice> choices = new ArrayList<>();
        Optional<Choice> next = flag.flag().targeting().flatMap(rule -> choice(rule, flag.variation()));
        while (next.isPresent()) {
            choices.add(next.get());
            next = choice(next.get().otherwise(), flag.variation());
        }
        return new FlagdAudiences(flag, List.copyOf(choices));
    }

    private static Optional<Choice> choice(Node rule, String variation) {
        return rule instanceof Mapping operation
                        && operation.keys().equals(List.of("if"))
                        && operation.get("if").orElseThrow() instanceof Sequence arguments
                        && arguments.items().size() == 3
                        && isText(arguments.items().get(1), variation)
                ? Optional.of(new Choice(
                        operation, arguments.items().get(0), arguments.items().get(2)))
                : Optional.empty();
    }

    private static boolean isText(Node node, String text) {
        return node instanceof Scalar scalar
                && scalar.kind() == Kind.TEXT
                && scalar.text().equals(text);
    }

    @Override
    public FlagTarget target() {
        return flag.source().target();
    }

    @Override
    public boolean is(int position, int audience) {
        return position < choices.size() && choices.get(position).isFor(audience(audience));
    }

    @Override
    public String with(int audience) throws FlagProblem {
        Node rule = flag.flag().targeting().orElse(flag.flag().body());
        boolean nothing = rule == flag.flag().body()
                || rule instanceof Mapping mapping && mapping.members().isEmpty()
                || rule instanceof Scalar scalar && scalar.kind() == Kind.NULL;
        if (nothing) {
            throw flag.source()
                    .problem(
                            "no-rule",
                            rule,
                            "the flag \"" + flag.flag().key() + "\" has no targeting in which others than "
                                    + audience(audience) + " could be told apart. Give it a fractional");
        }
        String condition = condition(audience(audience));
        String variation = Texts.json(flag.variation());
        Range range = rule.range();
        if (rule instanceof Mapping mapping && !rewrite().isInline(mapping)) {
            String line = rewrite().newLine() + " ".repeat(column(rule)) + "- ";
            String deeper = rewrite().indented(rule, "- ".length());
            return flag.source()
                    .edit(List.of(new Edit(range, "if:" + line + condition + line + variation + line + deeper)));
        }
        return flag.source()
                .edit(List.of(
                        new Edit(new Range(range.start(), range.start()), opening(condition, variation)),
                        new Edit(new Range(range.end(), range.end()), "]}")));
    }

    private static String opening(String condition, String variation) {
        return "{\"if\": [" + condition + ", " + variation + ", ";
    }

    /** JSON, which flow-style YAML is, too. */
    private static String condition(Audience audience) {
        return "{\"in\": [{\"var\": " + Texts.json(audience.attribute()) + "}, "
                + audience.values().stream().map(Texts::json).collect(Collectors.joining(", ", "[", "]")) + "]}";
    }

    @Override
    public String withoutLatest() throws FlagProblem {
        Choice latest = choices.get(0);
        Range all = latest.node().range();
        Range rest = latest.otherwise().range();
        if (!rewrite().isInline(latest.node())) {
            int deeper = column(latest.otherwise()) - column(latest.node());
            return flag.source().edit(List.of(new Edit(all, rewrite().indented(latest.otherwise(), -deeper))));
        }
        return flag.source()
                .edit(List.of(
                        new Edit(new Range(all.start(), rest.start()), ""),
                        new Edit(new Range(rest.end(), all.end()), "")));
    }

    private int column(Node node) {
        return flag.source().document().place(node).column() - 1;
    }

    private Rewrite rewrite() {
        return new Rewrite(flag.source().document());
    }
}
