package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ConfigMap holds up to 1 MiB. */
@Tag("slow")
class LargeDocumentTest {
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"flags.json", "flags.yaml"})
    void aFullConfigMapIsEditedInPlace(String key) throws Exception {
        FlagFormat format = Formats.of(FlagFormatName.Flagd);
        FlagTarget target = Flags.flagd(key, "on");
        String before = key.endsWith("json") ? json() : yaml();

        String written = format.write(before, target, Percentage.of(25));

        assertThat(before.length()).isGreaterThan(MIB - 1000);
        assertThat(written).hasSameSizeAs(before);
        assertThat(format.read(written, target).percentage()).hasToString("25");
        assertThat(format.restore(written, target, format.read(before, target).undo()))
                .isEqualTo(before);
    }

    static String json() {
        StringBuilder text = new StringBuilder("{\"flags\": {\n");
        for (int i = 0; text.length() < MIB - 600; i++) {
            text.append(json("flag-" + i)).append(",\n");
        }
        return text.append(json("new-checkout")).append("}}\n").toString();
    }

    private static String json(String flag) {
        return """
            "%s": {
              "state": "ENABLED",
              "variants": {"on": true, "off": false},
              "defaultVariant": "off",
              "targeting": {"fractional": [["on", 15], ["off", 85]]}
            }\
            """.formatted(flag);
    }

    static String yaml() {
        StringBuilder text = new StringBuilder("flags:\n");
        for (int i = 0; text.length() < MIB - 600; i++) {
            text.append(yaml("flag-" + i));
        }
        return text.append(yaml("new-checkout")).toString();
    }

    private static String yaml(String flag) {
        return """
              %s: # 😀
                state: ENABLED
                variants: {on: true, off: false}
                defaultVariant: off
                targeting:
                  fractional:
                  - [on, 15]
                  - [off, 85]
            """.indent(2).formatted(flag);
    }
}
