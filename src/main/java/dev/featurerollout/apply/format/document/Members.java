package dev.featurerollout.apply.format.document;

import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The members of a mapping while it is being read; no key comes twice. */
final class Members {
    private final String text;
    private final Map<String, Member> members = new LinkedHashMap<>();

    Members(String text) {
        this.text = text;
    }

    void add(Scalar key, Node value) throws UnreadableDocument {
        Member before = members.putIfAbsent(key.text(), new Member(key, value));
        if (before != null) {
            Place first = Place.of(text, before.key().range().start());
            throw new UnreadableDocument(
                    text,
                    key.range().start(),
                    "the key \"" + key.text() + "\" is here a second time, first at " + first
                            + ", and readers differ in which one counts. Remove one of them");
        }
    }

    /** Adds the members of {@code merged} whose keys are not there yet. */
    void merge(Mapping merged) {
        merged.members().forEach(member -> members.putIfAbsent(member.key().text(), member));
    }

    List<Member> list() {
        return List.copyOf(members.values());
    }
}
