package dev.featurerollout.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferenceTest {
    @TempDir
    Path folder;

    @Test
    void aChangeIsShownWithItsLineAndThreeLinesAround() {
        String before = "a\nb\nc\nd\non: 5\ne\nf\ng\nh\n";

        assertThat(Difference.between("shop-flags/flags.yaml", before, before.replace("5", "25"))
                        .unified())
                .containsExactly(
                        "--- a/shop-flags/flags.yaml",
                        "+++ b/shop-flags/flags.yaml",
                        "@@ -2,7 +2,7 @@",
                        " b",
                        " c",
                        " d",
                        "-on: 5",
                        "+on: 25",
                        " e",
                        " f",
                        " g");
    }

    /** Far apart, without a newline at the end, with carriage returns, on one line, with lines more and lines fewer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x: 5\n1\n2\n3\n4\n5\n6\n7\n8\n9\ny: 5\n -> x: 25\n1\n2\n3\n4\n5\n6\n7\n8\n9\ny: 25\n",
                "{\"on\": 5} -> {\"on\": 25}",
                "x: 1\non: 5 -> x: 1\non: 25",
                "x: 1\r\non: 5\r\nz: 1\r\n -> x: 1\r\non: 25\r\nz: 1\r\n",
                "a\nb\n -> a\nnew\nb\n",
                "a\nold\nb\n -> a\nb\n"
            })
    void gitMakesTheSameOfIt(String texts) throws Exception {
        String before = texts.split(" -> ", -1)[0];
        String after = texts.split(" -> ", -1)[1];
        Files.writeString(folder.resolve("flags"), before);
        Path patch = Files.writeString(
                folder.resolve("patch"),
                String.join("\n", Difference.between("flags", before, after).unified()) + "\n");

        Process git = new ProcessBuilder("git", "apply", "--whitespace=nowarn", patch.toString())
                .directory(folder.toFile())
                .inheritIO()
                .start();

        assertThat(git.waitFor()).isZero();
        assertThat(Files.readString(folder.resolve("flags"))).isEqualTo(after);
    }
}
