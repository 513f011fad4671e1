package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands around them, only the numbers change, to what was asked, and back. */
class FormatsPropertyTest {

    /**
     * A document in pieces.
     *
     * @param text with ON and OFF where the numbers are, and ~ for each place with something in between
     * @param decimals how many the format has there
     */
    private record Shape(FlagFormatName format, String key, String variation, int decimals, String text) {}

    private static final List<Shape> SHAPES = List.of(
            new Shape(FlagFormatName.GoFeatureFlag, "flags.yaml", "on", 3, """
                other: {variations: {on: 1, off: 2}, defaultRule: {percentage: {on: 5, off: 95}}}~
                new-checkout:~
                  variations: {'on': true, off: false}~
                  defaultRule:~
                    percentage:~
                      off: OFF~
                      "on": ON~
                  metadata: {percentage: {on: 5}}~
                """),
            new Shape(
                    FlagFormatName.GoFeatureFlag,
                    "flags.json",
                    "off",
                    3,
                    "{~\"new-checkout\"~:~{~\"variations\":{\"on\":true,\"off\":false},~\"defaultRule\":~{\"percentage\"~:~{"
                        + "~\"on\":~OFF~,~\"off\":~ON~}~}},~\"z\":{}}~"),
            new Shape(FlagFormatName.GoFeatureFlag, "flags.toml", "on", 3, """
                [other.defaultRule.percentage]~
                on = 5~
                [new-checkout]~
                variations = { on = true, off = false }~
                [new-checkout.defaultRule.percentage]~
                on = ON~
                off= OFF~
                [z]~
                """),
            new Shape(FlagFormatName.Flipt, "features.yml", null, 0, """
                flags:~
                - key: other~
                  rollouts: [{threshold: {percentage: 5, value: true}}]~
                - key: new-checkout~
                  type: BOOLEAN_FLAG_TYPE~
                  rollouts:~
                  - segment: {key: a}~
                  - threshold:~
                      percentage: ON~
                      value: true~
                """),
            new Shape(
                    FlagFormatName.Flipt,
                    "features.json",
                    "on",
                    1,
                    "{~\"flags\":[~{\"key\":\"new-checkout\",~\"enabled\":true,\"variants\":[{\"key\":\"on\"},{\"key\":\"off\"}],"
                        + "\"rules\":[~{\"segment\":\"a\",\"distributions\":[~{\"variant\":\"on\",\"rollout\":~ON~},~"
                        + "{~\"rollout\":OFF~,\"variant\":\"off\"}]}]~}]}~"),
            new Shape(
                    FlagFormatName.FeatureManagement,
                    "flags.json",
                    null,
                    4,
                    "{\"x\":~5,~\"feature_management\"~:{\"feature_flags\":[~{\"id\":\"new-checkout\",~\"enabled\":true,"
                        + "\"conditions\":{\"client_filters\":[{\"name\":\"Microsoft.Targeting\",~\"parameters\":{~\"Audience\":{"
                        + "\"DefaultRolloutPercentage\"~:~ON~}}}]}}]}}~"),
            new Shape(FlagFormatName.FeatureManagement, "application.yaml", "Big", 4, """
                feature-management:~
                  feature-flags:~
                  - id: new-checkout~
                    enabled: true~
                    variants: [{name: Big}, {name: Small}]~
                    allocation:~
                      default_when_enabled: Small~
                      percentile:~
                      - {variant: Big, from: 0, to: ON }~
                      - variant: Small~
                        from: ON~
                        to: 100~
                """));

    /** A document as it was generated, with places for the numbers. */
    record Sample(FlagTarget target, int decimals, String text) {
        String at(Percentage percentage) {
            BigDecimal rest = Percentage.HUNDRED.value().subtract(percentage.value());
            return text.replace("OFF", Percentage.of(rest).toString()).replace("ON", percentage.toString());
        }
    }

    @Property(tries = 700)
    void onlyTheNumbersChangeAndComeBack(
            @ForAll("samples") Sample sample, @ForAll("millionths") int from, @ForAll("millionths") int to)
            throws Exception {
        FlagFormat format = Formats.of(sample.target().format());
        Percentage before = percentage(from, sample.decimals());
        Percentage after = percentage(to, sample.decimals());
        String document = sample.at(before);
        Undo undo = format.read(document, sample.target()).undo();

        String written = format.write(document, sample.target(), after);

        assertThat(written).isEqualTo(sample.at(after));
        assertThat(format.read(written, sample.target()).percentage()).isEqualTo(after);
        assertThat(format.restore(written, sample.target(), undo)).isEqualTo(document);
        // Under a TOML header of its own a rule has no place for the variation alone.
        if (!sample.target().key().endsWith("toml")) {
            String everybody = format.collapse(written, sample.target());
            assertThat(format.read(everybody, sample.target()).percentage()).hasToString("100");
        }
    }

    @Property(tries = 200)
    void audiencesAreTakenAwayWhateverStandsAroundThem(
            @ForAll("samples") Sample sample, @ForAll("millionths") int from, @ForAll("millionths") int to)
            throws Exception {
        String attribute = sample.target().format() == FlagFormatName.FeatureManagement ? "Groups" : "organisation";
        FlagTarget target = sample.target()
                .with(List.of(
                        new Audience(attribute, List.of("our \"own\"")),
                        new Audience(attribute, List.of("acme", "globex"))));
        FlagFormat format = Formats.of(target);
        Percentage before = percentage(from, sample.decimals());
        Percentage after = percentage(to, sample.decimals());

        String one = format.admit(sample.at(before), target, 1);
        String both = format.admit(format.write(one, target, after), target, 2);

        assertThat(format.read(both, target).reach()).isEqualTo(new Reach(2, after));
        assertThat(format.write(format.admit(both, target, 1), target, before)).isEqualTo(one);
        assertThat(format.admit(both, target, 0)).isEqualTo(sample.at(after));
    }

    private static Percentage percentage(int millionths, int decimals) {
        return Percentage.of(BigDecimal.valueOf(millionths, 4).setScale(decimals, RoundingMode.DOWN));
    }

    @Provide
    Arbitrary<Integer> millionths() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 1_000_000), Arbitraries.of(0, 50_000, 250_000, 1_000_000));
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.of(SHAPES)
                .flatMap(shape -> Combinators.combine(
                                between(shape).list().ofSize(24),
                                Arbitraries.of("\n", "\r\n"),
                                Arbitraries.of(true, false))
                        .as((between, lineEnd, ended) -> sample(shape, between, lineEnd, ended)));
    }

    private static Arbitrary<String> between(Shape shape) {
        return shape.key().endsWith("json")
                ? Arbitraries.of("", " ", "\n", "\t", "  \n   ")
                : Arbitraries.of("", "", " ", "   # 😀 why: {on: 5}", " # 5", "\n", "\n# a line\n", "\n\n");
    }

    private static Sample sample(Shape shape, List<String> between, String lineEnd, boolean ended) {
        List<String> rest = new ArrayList<>(between);
        StringBuilder text = new StringBuilder();
        for (char c : shape.text().toCharArray()) {
            text.append(c == '~' ? rest.remove(rest.size() - 1) : String.valueOf(c));
            if (rest.isEmpty()) {
                rest.addAll(between);
            }
        }
        String whole = ended ? text.toString() : text.toString().stripTrailing();
        return new Sample(
                Flags.of(shape.format(), shape.key(), Optional.ofNullable(shape.variation())),
                shape.decimals(),
                whole.replace("\n", lineEnd));
    }
}
