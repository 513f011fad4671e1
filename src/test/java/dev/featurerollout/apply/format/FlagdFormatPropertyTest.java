package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever the document around it looks like, only the weights change, to exactly what was asked, and back. */
class FlagdFormatPropertyTest {
    private final FlagFormat format = Formats.of(FlagFormatName.Flagd);

    /**
     * A document, in pieces.
     *
     * @param around the text before, between and after the two weights
     */
    record Sample(String key, List<String> around, int on, int off) {
        String text(String on, String off) {
            return around.get(0) + on + around.get(1) + off + around.get(2);
        }

        String text() {
            return text(Integer.toString(on), Integer.toString(off));
        }

        FlagTarget target() {
            return Flags.flagd(key, null);
        }

        Sample editedElsewhere() {
            return new Sample(
                    key,
                    around.stream()
                            .map(part -> part.replace("owner", "new 😀 owner"))
                            .toList(),
                    on,
                    off);
        }
    }

    @Property(tries = 600)
    void onlyTheWeightsChange(@ForAll("samples") Sample sample, @ForAll("percentages") Percentage percentage)
            throws Exception {
        String written = format.write(sample.text(), sample.target(), percentage);

        Undo.Values weights =
                (Undo.Values) format.read(written, sample.target()).undo();
        String first = weights.values().get(0).text();
        String second = weights.values().get(1).text();
        assertThat(written).isEqualTo(sample.text(first, second));
        BigDecimal on = new BigDecimal(first);
        BigDecimal all = on.add(new BigDecimal(second));
        assertThat(on.multiply(Percentage.HUNDRED.value()))
                .isEqualByComparingTo(percentage.value().multiply(all));
        assertThat(format.read(written, sample.target()).percentage()).isEqualTo(percentage);
    }

    @Property(tries = 300)
    void theyComeBackWhateverElseWasEdited(
            @ForAll("samples") Sample sample,
            @ForAll("percentages") Percentage first,
            @ForAll("percentages") Percentage last)
            throws Exception {
        Undo undo = format.read(sample.text(), sample.target()).undo();

        String once = format.write(sample.text(), sample.target(), first);
        String twice = format.write(once.replace("owner", "new 😀 owner"), sample.target(), last);

        assertThat(format.restore(once, sample.target(), undo)).isEqualTo(sample.text());
        assertThat(format.restore(twice, sample.target(), undo))
                .isEqualTo(sample.editedElsewhere().text());
    }

    @Property(tries = 300)
    void audiencesAreTakenAwayWhateverStandsAroundThem(
            @ForAll("samples") Sample sample, @ForAll("percentages") Percentage percentage) throws Exception {
        FlagTarget target = sample.target()
                .with(List.of(
                        new Audience("organisation", List.of("our \"own\"")),
                        new Audience("organisation", List.of("acme", "globex"))));

        String one = format.admit(sample.text(), target, 1);
        String both = format.write(format.admit(one, target, 2), target, percentage);

        assertThat(format.read(both, target).reach()).isEqualTo(new Reach(2, percentage));
        assertThat(format.admit(both, target, 0)).isEqualTo(format.write(sample.text(), target, percentage));
        assertThat(format.admit(format.admit(one, target, 2), target, 0)).isEqualTo(sample.text());
    }

    @Property(tries = 500)
    void aRaiseTakesTheVariationFromNobody(
            @ForAll("weights") List<Integer> weights,
            @ForAll boolean first,
            @ForAll("percentages") Percentage one,
            @ForAll("percentages") Percentage other) {
        Percentage low = one.isBelow(other) ? one : other;
        Percentage high = one.isBelow(other) ? other : one;
        int target = first ? 0 : weights.size() - 1;
        Weights before = new Weights(weights.stream().map(Integer::longValue).toList(), target)
                .at(low)
                .orElseThrow();
        Weights after = before.at(high).orElseThrow();

        assertThat(after.share()).isEqualTo(high);
        assertThat(share(after, target)[0]).isLessThanOrEqualTo(share(before, target)[0] + 1e-12);
        assertThat(share(after, target)[1]).isGreaterThanOrEqualTo(share(before, target)[1] - 1e-12);
    }

    /** Returns which part of all hashes, from 0 to 1, is the variation's. */
    private static double[] share(Weights weights, int position) {
        double total = weights.values().stream().mapToLong(Long::longValue).sum();
        long before = weights.values().subList(0, position).stream()
                .mapToLong(Long::longValue)
                .sum();
        return new double[] {before / total, (before + weights.values().get(position)) / total};
    }

    @Provide
    Arbitrary<List<Integer>> weights() {
        return Arbitraries.integers()
                .between(0, 30)
                .list()
                .ofMinSize(2)
                .ofMaxSize(5)
                .filter(weights -> weights.stream().mapToInt(Integer::intValue).sum() > 0);
    }

    @Provide
    Arbitrary<Percentage> percentages() {
        Arbitrary<Percentage> whole = Arbitraries.integers().between(0, 100).map(Percentage::of);
        Arbitrary<Percentage> fine =
                Arbitraries.integers().between(0, 1_000_000).map(i -> Percentage.of(BigDecimal.valueOf(i, 4)));
        return Arbitraries.oneOf(whole, fine);
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.oneOf(jsonSamples(), yamlSamples());
    }

    private static Arbitrary<Sample> jsonSamples() {
        Arbitrary<List<String>> gaps = Arbitraries.of("", "", " ", "\n", "\r\n  ", "\t", "\n      ")
                .list()
                .ofMinSize(3)
                .ofMaxSize(9);
        return Combinators.combine(
                        gaps,
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.of("flags.json", "flags.yaml", "flags", "flags.yml"),
                        weight(),
                        weight())
                .as((spaces, order, key, on, off) -> {
                    boolean yaml = key.startsWith("flags.y");
                    return new Sample(key, spaced(jsonParts(order), spaces, yaml), on, off);
                });
    }

    private static List<List<String>> jsonParts(int order) {
        List<String> flagsBefore = List.of(
                "\"a\"",
                ":",
                "{",
                "\"targeting\"",
                ":",
                "{",
                "\"fractional\"",
                ":",
                "[[",
                "\"on\"",
                ",",
                "1",
                "]]",
                "}",
                "}",
                ",");
        List<String> rest = List.of(
                "\"defaultVariant\"",
                ":",
                "\"off\"",
                ",",
                "\"variants\"",
                ":",
                "{",
                "\"off\"",
                ":",
                "false",
                ",",
                "\"on\"",
                ":",
                "true",
                "}",
                ",");
        List<String> before = new ArrayList<>(List.of(
                "{",
                "\"metadata\"",
                ":",
                "{",
                "\"owner\"",
                ":",
                "\"😀 \\\" ] } \\\\\"",
                "}",
                ",",
                "\"flags\"",
                ":",
                "{"));
        if (order % 2 == 0) {
            before.addAll(flagsBefore);
        }
        before.addAll(List.of("\"new-checkout\"", ":", "{"));
        if (order % 3 == 0) {
            before.addAll(rest);
        }
        before.addAll(List.of("\"targeting\"", ":", "{", "\"fractional\"", ":", "[", "[", "\"on\"", ","));
        List<String> after = new ArrayList<>(List.of("]", "]", "}"));
        if (order % 3 != 0) {
            after.add(",");
            after.addAll(rest.subList(0, rest.size() - 1));
        }
        after.addAll(List.of("}", ",", "\"z\"", ":", "{", "}", "}", "}"));
        return List.of(before, List.of("]", ",", "[", "\"off\"", ","), after);
    }

    private static List<String> spaced(List<List<String>> parts, List<String> gaps, boolean yaml) {
        List<String> result = new ArrayList<>();
        int gap = 0;
        for (List<String> part : parts) {
            StringBuilder text = new StringBuilder();
            for (String token : part) {
                String space = gaps.get(gap++ % gaps.size());
                // To YAML a key ends on its line, and a tab is no indentation.
                text.append(yaml && token.equals(":") ? "" : yaml ? space.replace('\t', ' ') : space)
                        .append(token);
            }
            result.add(text.toString());
        }
        // Nothing may run into a number.
        return List.of(result.get(0) + " ", result.get(1) + " ", result.get(2));
    }

    private static Arbitrary<Sample> yamlSamples() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.of("", " # why", "   # 😀 why: [on, 5]", " "),
                        Arbitraries.of("\n", "\r\n", "\n\n", "\n# a line\n", "\n#\n \n"),
                        Arbitraries.of("", "\uFEFF", "---\n", "# first\n", "%YAML 1.2\n---\n"),
                        Arbitraries.of(true, false),
                        Arbitraries.of("on", "'on'", "\"on\"", "&on on", "!!str on"),
                        weight(),
                        weight())
                .as((indent, comment, end, start, block, on, onWeight, offWeight) ->
                        yaml(indent, comment + end, start, block, on, onWeight, offWeight));
    }

    private static Sample yaml(
            int indent, String end, String start, boolean block, String on, int onWeight, int offWeight) {
        String in = " ".repeat(indent);
        String before = start + "metadata: {owner: 😀}" + end + "flags:" + end + in + "new-checkout:" + end
                + in.repeat(2)
                + "variants:" + end + in.repeat(3) + "on: true" + end + in.repeat(3) + "'off': false" + end
                + in.repeat(2)
                + "defaultVariant: off" + end + in.repeat(2) + "targeting:" + end + in.repeat(3) + "fractional:" + end
                + in.repeat(3) + "- {var: email}" + end + in.repeat(3);
        List<String> around = block
                ? List.of(
                        before + "- - " + on + end + in.repeat(3) + "  - ",
                        end + in.repeat(3) + "- - off" + end + in.repeat(3) + "  - ",
                        end + in + "z: {}" + end)
                : List.of(
                        before + "- [" + on + ", ",
                        "]" + end + in.repeat(3) + "- [ off ,   ",
                        " , ]" + end + in + "z: {}" + end);
        return new Sample("flags.yaml", around, onWeight, offWeight);
    }

    private static Arbitrary<Integer> weight() {
        return Arbitraries.integers().between(1, 1000);
    }

    @Property(tries = 200)
    void aPlainNumberComesBackToo(@ForAll("percentages") Percentage percentage, @ForAll @IntRange(max = 3) int quotes)
            throws Exception {
        FlagFormat plain = Formats.of(FlagFormatName.Plain);
        String quote = List.of("", "'", "\"", "").get(quotes);
        String before = "# 😀\na:\n- p: " + quote + "07.5".substring(1) + quote + "  # why\n";
        FlagTarget target = Flags.plain("a.yaml", "/a/0/p");

        String written = plain.write(before, target, percentage);

        assertThat(written).isEqualTo(before.replace("7.5", percentage.toString()));
        assertThat(plain.read(written, target).percentage()).isEqualTo(percentage);
        assertThat(plain.restore(written, target, plain.read(before, target).undo()))
                .isEqualTo(before);
    }
}
