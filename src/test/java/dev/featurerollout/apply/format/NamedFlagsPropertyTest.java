package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever an Unleash or Togglz document looks like, only the number changes, and comes back. */
class NamedFlagsPropertyTest {

    /** A document in two pieces, with the number between them. */
    record Sample(FlagTarget target, String before, int number, String after) {
        String at(int percentage) {
            return before + percentage + after;
        }
    }

    @Property(tries = 400)
    void onlyTheNumberChanges(
            @ForAll("samples") Sample sample,
            @ForAll @IntRange(max = 100) int percentage,
            @ForAll @IntRange(max = 100) int last)
            throws Exception {
        FlagFormat format = Formats.of(sample.target().format());
        String document = sample.at(sample.number());
        FlagFormat.Reading original = format.read(document, sample.target());
        assertThat(original.percentage()).isEqualTo(Percentage.of(sample.number()));

        String written = format.write(document, sample.target(), Percentage.of(percentage));
        String again = format.write(written, sample.target(), Percentage.of(last));

        assertThat(written).isEqualTo(sample.at(percentage));
        assertThat(again).isEqualTo(sample.at(last));
        assertThat(format.restore(again, sample.target(), original.undo())).isEqualTo(document);
    }

    @Property(tries = 200)
    void onForEverybodyTouchesNothingElse(@ForAll("samples") Sample sample) throws Exception {
        FlagFormat format = Formats.of(sample.target().format());
        String document = sample.at(sample.number());
        Undo undo = format.read(document, sample.target()).undo();

        String everybody = format.collapse(document, sample.target());

        assertThat(format.restore(everybody, sample.target(), undo)).isEqualTo(document);
        assertThat(format.write(everybody, sample.target(), Percentage.ZERO)).isEqualTo(sample.at(0));
    }

    @Property(tries = 200)
    void aRuleThatWasAddedLeavesNothingBehind(
            @ForAll("samplesWithoutRule") Sample sample, @ForAll @IntRange(max = 100) int percentage) throws Exception {
        FlagFormat format = Formats.of(sample.target().format());
        String document = sample.before();

        String created = format.create(document, sample.target()).orElseThrow();
        String written = format.write(created, sample.target(), Percentage.of(percentage));

        assertThat(format.restore(written, sample.target(), Creation.between(document, created)))
                .isEqualTo(document);
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.randoms().map(random -> random.nextBoolean() ? unleash(random) : togglz(random));
    }

    @Provide
    Arbitrary<Sample> samplesWithoutRule() {
        return Arbitraries.randoms()
                .map(random -> random.nextBoolean() ? unleashWithoutRule(random) : togglzWithoutRule(random));
    }

    private static final String HOLE = "%%";

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Sample sample(FlagFormatName format, String key, String flag, Random random, String text) {
        int hole = text.indexOf(HOLE);
        int number = random.nextInt(101);
        FlagTarget target = Flags.named(format, key, flag);
        return hole < 0
                ? new Sample(target, text, number, "")
                : new Sample(target, text.substring(0, hole), number, text.substring(hole + HOLE.length()));
    }

    private static Sample unleash(Random random) {
        List<String> parameters = members(
                random,
                List.of(
                        "\"rollout\": \"" + HOLE + "\"",
                        "\"stickiness\": \"" + one(random, List.of("userId", "default", "tenant")) + '"',
                        "\"groupId\": \"new-checkout\""));
        List<String> strategy = members(
                random,
                List.of(
                        "\"name\": \"flexibleRollout\"",
                        "\"parameters\": " + object(random, parameters),
                        "\"constraints\": []",
                        "\"title\": \"\\\"😀\\\" } ] 50\""));
        List<String> strategies = new ArrayList<>(List.of(object(random, strategy)));
        if (random.nextBoolean()) {
            strategies.add("{\"name\": \"userWithId\", \"parameters\": {\"userIds\": \"a,b\"}}");
        }
        return unleash(random, "true", "\"strategies\": " + list(random, strategies));
    }

    private static Sample unleashWithoutRule(Random random) {
        return unleash(
                random,
                "false",
                one(random, List.of("\"strategies\": []", "\"strategies\" : [ ]", "\"stale\": false")));
    }

    private static Sample unleash(Random random, String enabled, String strategies) {
        List<String> feature = members(
                random,
                List.of("\"name\": \"new-checkout\"", "\"enabled\": " + enabled, strategies, "\"type\": \"release\""));
        List<String> features = new ArrayList<>(List.of(object(random, feature)));
        for (int i = random.nextInt(3); i > 0; i--) {
            features.add(
                    "{\"name\": \"f" + i + "\", \"enabled\": true, \"strategies\": [{\"name\": \"flexibleRollout\","
                            + " \"parameters\": {\"rollout\": \"0\", \"stickiness\": \"userId\","
                            + " \"groupId\": \"new-checkout\"}}]}");
        }
        Collections.shuffle(features, random);
        List<String> root = members(
                random, List.of("\"version\": 2", "\"features\": " + list(random, features), "\"segments\": []"));
        return sample(
                FlagFormatName.Unleash,
                one(random, List.of("features.json", "features")),
                "new-checkout",
                random,
                object(random, root) + one(random, List.of("", "\n", "\r\n\r\n")));
    }

    private static List<String> members(Random random, List<String> all) {
        List<String> members = new ArrayList<>(all);
        Collections.shuffle(members, random);
        return members;
    }

    private static String object(Random random, List<String> members) {
        return "{" + joined(random, members) + "}";
    }

    private static String list(Random random, List<String> items) {
        return "[" + joined(random, items) + "]";
    }

    private static String joined(Random random, List<String> parts) {
        String gap = one(random, List.of("", " ", "\n  ", "\r\n\t", "\n\n      "));
        return gap + String.join("," + gap, parts) + one(random, List.of("", gap));
    }

    private static Sample togglz(Random random) {
        return togglz(
                random,
                List.of(
                        "NEW_CHECKOUT" + separator(random) + one(random, List.of("true", "yes ", "Enabled")),
                        "NEW_CHECKOUT.strategy" + one(random, List.of("=", " = ", ": ", " ")) + "gradual",
                        "NEW_CHECKOUT.param.percentage" + separator(random) + HOLE));
    }

    private static Sample togglzWithoutRule(Random random) {
        return togglz(
                random, List.of("NEW_CHECKOUT" + separator(random) + one(random, List.of("false", "no ", "off"))));
    }

    private static String separator(Random random) {
        return one(random, List.of("=", " = ", ": ", " ", "\t=\t", " = \\\n  "));
    }

    private static Sample togglz(Random random, List<String> own) {
        List<String> lines = new ArrayList<>(own);
        lines.addAll(List.of(
                "# 😀 50 %",
                "",
                "! NEW_CHECKOUT = false",
                "NEW_CHECKOUT_2 = true",
                "NEW_CHECKOUT_2.strategy = gradual",
                "NEW_CHECKOUT_2.param.percentage = 0",
                "  A.B : \\\n   c"));
        Collections.shuffle(lines, random);
        String end = one(random, List.of("\n", "\r\n"));
        // Properties are read the same with any line end; the last one may be missing.
        String text = String.join("\n", lines).replace("\n", end) + one(random, List.of("", end));
        return sample(FlagFormatName.Togglz, "features.properties", "NEW_CHECKOUT", random, text);
    }
}
