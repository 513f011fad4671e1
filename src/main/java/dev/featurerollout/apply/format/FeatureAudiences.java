package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Inline;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Microsoft's way: users and groups by name, in a targeting filter's audience or in the allocation to a variant; in each
 * list the latest first.
 *
 * @param parent what holds the lists; without members where there is none
 * @param variant the one that is allocated; empty for a filter
 */
record FeatureAudiences(Source source, Mapping parent, Optional<String> variant) implements Admission {

    @Override
    public FlagTarget target() {
        return source.target();
    }

    private static boolean areUsers(Audience audience) {
        return audience.attribute().equals(FlagFormatName.USERS);
    }

    private AudienceList list(Audience audience) {
        String key = variant.isEmpty() ? audience.attribute() : areUsers(audience) ? "user" : "group";
        return new AudienceList(source, parent, key);
    }

    private List<?> items(Audience audience) {
        if (variant.isPresent()) {
            return List.of(Inline.inOrder(
                    "variant", variant.get(), areUsers(audience) ? "users" : "groups", audience.values()));
        }
        return areUsers(audience)
                ? audience.values()
                : audience.values().stream()
                        .map(value -> Inline.inOrder("Name", value, "RolloutPercentage", 100))
                        .toList();
    }

    @Override
    public boolean is(int position, int audience) {
        Audience wanted = audience(audience);
        int before = IntStream.rangeClosed(audience + 1, audience + position)
                .mapToObj(this::audience)
                .filter(later -> later.attribute().equals(wanted.attribute()))
                .mapToInt(later -> items(later).size())
                .sum();
        List<Node> there = list(wanted).items();
        List<?> items = items(wanted);
        return target().format().admits(wanted)
                && there.size() >= before + items.size()
                && IntStream.range(0, items.size())
                        .allMatch(i -> AudienceList.says(there.get(before + i), items.get(i)));
    }

    /** Returns how many items of a filter's list stand for audiences. */
    int inList(String key) {
        return target().audiences().stream()
                .limit(count())
                .filter(audience -> audience.attribute().equals(key))
                .mapToInt(audience -> items(audience).size())
                .sum();
    }

    @Override
    public String with(int position) throws FlagProblem {
        Audience audience = audience(position);
        if (!target().format().admits(audience)) {
            throw source.problem(
                    parent,
                    "Microsoft's feature management knows users and groups by name, and no attribute \""
                            + audience.attribute() + "\". Write " + FlagFormatName.USERS + " or "
                            + FlagFormatName.GROUPS);
        }
        if (parent.members().isEmpty()) {
            throw source.problem(
                    parent, "the flag is on for everybody, so " + audience + " cannot have it before the others");
        }
        for (String value : audience.values()) {
            if (names(list(audience)).anyMatch(value::equals)) {
                throw source.problem(
                        parent.get(list(audience).key()).orElseThrow(),
                        "\"" + value + "\" is in this list already, and a rollback could not tell whether to take it"
                                + " away. Remove it here, or from spec.stages[].audience.values");
            }
        }
        return source.edit(List.of(list(audience).with(items(audience))));
    }

    private Stream<String> names(AudienceList list) {
        return list.items().stream().flatMap(item -> {
            if (item instanceof Mapping mapping) {
                return variant.isEmpty()
                        ? Feature.text(mapping, "Name").stream()
                        : Stream.of("users", "groups").flatMap(key -> texts(mapping.get(key)));
            }
            return texts(Optional.of(item));
        });
    }

    private static Stream<String> texts(Optional<Node> node) {
        return Stream.concat(
                        node.stream(),
                        node.stream()
                                .filter(Sequence.class::isInstance)
                                .flatMap(list -> ((Sequence) list).items().stream()))
                .filter(Scalar.class::isInstance)
                .map(scalar -> ((Scalar) scalar).text());
    }

    @Override
    public String withoutLatest() throws FlagProblem {
        Audience latest = audience(count() - 1);
        return source.edit(List.of(list(latest).without(0, items(latest).size())));
    }
}
