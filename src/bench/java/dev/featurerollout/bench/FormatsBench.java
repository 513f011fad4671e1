package dev.featurerollout.bench;

import dev.featurerollout.apply.format.FlagFormat;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to edit one flag in a document of 1 MiB, thousands of flags, and to read the result back.
 *
 * <p>Not part of the build: {@code mvn -q -Pfull test-compile exec:exec -Dexec.classpathScope=test -Dexec.executable=java
 * -Dexec.args="-cp %classpath org.openjdk.jmh.Main FormatsBench -prof gc"}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FormatsBench {
    private static final int MIB = 1 << 20;

    /** A format in one syntax: what stands before the flags, one flag, what stands between them, and after. */
    public enum Case {
        flagdJson(FlagFormatName.Flagd, "flags.json", "on", "{\"flags\": {\n", """
            "NAME": {
              "state": "ENABLED",
              "variants": {"on": true, "off": false},
              "defaultVariant": "off",
              "targeting": {"fractional": [["on", 15], ["off", 85]]}
            }\
            """, ",\n", "}}\n"),
        flagdYaml(FlagFormatName.Flagd, "flags.yaml", "on", "flags:\n", """
              NAME: # since May
                state: ENABLED
                variants: {"on": true, "off": false}
                defaultVariant: "off"
                targeting:
                  fractional:
                  - ["on", 15]
                  - ["off", 85]
            """.indent(2), "", ""),
        unleashJson(
                FlagFormatName.Unleash, "features.json", "", "{\"version\": 2, \"features\": [\n", """
                    {"name": "NAME", "type": "release", "enabled": true, "strategies": [{"name": "flexibleRollout",
                      "parameters": {"rollout": "15", "stickiness": "userId", "groupId": "NAME"}}]}\
                    """, ",\n", "]}\n"),
        togglzProperties(FlagFormatName.Togglz, "features.properties", "", "", """
            NAME = true
            NAME.strategy = gradual
            NAME.param.percentage = 15
            """, "", ""),
        goFeatureFlagYaml(FlagFormatName.GoFeatureFlag, "flags.yaml", "on", "", """
            NAME:
              variations: {on: true, off: false}
              defaultRule:
                percentage:
                  on: 15
                  off: 85
            """, "", ""),
        goFeatureFlagToml(FlagFormatName.GoFeatureFlag, "flags.toml", "on", "", """
            [NAME]
            variations = {on = true, off = false}
            [NAME.defaultRule.percentage]
            on = 15
            off = 85
            """, "", ""),
        fliptYaml(FlagFormatName.Flipt, "features.yml", "", "flags:\n", """
            - key: NAME
              type: BOOLEAN_FLAG_TYPE
              enabled: false
              rollouts:
              - threshold:
                  percentage: 15
                  value: true
            """, "", ""),
        featureManagementJson(
                FlagFormatName.FeatureManagement,
                "appsettings.json",
                "",
                "{\"feature_management\": {\"feature_flags\": [\n",
                """
                {"id": "NAME", "enabled": true, "conditions": {"client_filters": [
                  {"name": "Microsoft.Targeting", "parameters": {"Audience": {"DefaultRolloutPercentage": 15}}}]}}\
                """,
                ",\n",
                "]}}\n"),
        plainYaml(FlagFormatName.Plain, "settings.yaml", "", "", "NAME:\n  percentage: 15 # of users\n", "", "");

        final FlagTarget target;
        final String document;

        Case(
                FlagFormatName format,
                String key,
                String variation,
                String before,
                String flag,
                String between,
                String after) {
            boolean plain = format == FlagFormatName.Plain;
            target = new FlagTarget(
                    "checkout",
                    "shop-flags",
                    key,
                    format,
                    plain ? Optional.empty() : Optional.of("new-checkout"),
                    Optional.of(variation).filter(name -> !name.isEmpty()),
                    plain ? Optional.of("/new-checkout/percentage") : Optional.empty());
            String last = flag.replace("NAME", "new-checkout") + after;
            StringBuilder text = new StringBuilder(before);
            for (int i = 0; text.length() + flag.length() + last.length() < MIB - 100; i++) {
                text.append(flag.replace("NAME", "flag-" + i)).append(between);
            }
            document = text.append(last).toString();
        }
    }

    @Param
    Case example;

    private FlagFormat format;
    private int turn;

    /** Prepares, and says how large the document is. */
    @Setup
    public void prepare() {
        format = Formats.of(example.target.format());
        System.out.printf(
                "%s: %d bytes, %d flags%n",
                example, example.document.length(), example.document.split("flag-", -1).length);
    }

    /** Edits and verifies. */
    @Benchmark
    public String edit() throws FlagProblem {
        turn++;
        return format.write(example.document, example.target, Percentage.of(20 + turn % 50));
    }
}
