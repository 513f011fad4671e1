package dev.featurerollout.apply.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.featurerollout.support.HackScript;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * An evaluator under node: {@code src/test/node/NAME.js} reads a document, and tells who has the flag.
 *
 * <p>Its packages are those that {@code hack/NAME} fetches if they are not there.
 */
final class NodeJudge {
    private final String name;
    private final Path folder;
    private final List<String> options;

    /** @param options further arguments of the script, after the flag and the number of users */
    NodeJudge(String name, String... options) {
        this.name = name;
        this.options = List.of(options);
        this.folder = HackScript.folder(name);
    }

    /** Returns which of so many users have the flag. */
    BitSet on(String document, int users) throws Exception {
        String answers = judge(document, users).path("on").asText();
        if (answers.length() != users) {
            throw new IllegalStateException(answers.length() + " answers for " + users + " users");
        }
        BitSet on = new BitSet();
        for (int i = 0; i < users; i++) {
            on.set(i, answers.charAt(i) == '1');
        }
        return on;
    }

    /** Returns what the script says of users without a key. */
    JsonNode anonymous(String document) throws Exception {
        return judge(document, 0).required("anonymous");
    }

    private JsonNode judge(String document, int users) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                folder.resolve("bin/node").toString(),
                path("src/test/node/" + name + ".js"),
                "new-checkout",
                Integer.toString(users)));
        command.addAll(options);
        ProcessBuilder node = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        node.environment().put("NODE_PATH", folder.resolve("node_modules").toString());
        Process process = node.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(document.getBytes(StandardCharsets.UTF_8));
        }
        String answer = text(process);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(name + ".js ended with " + process.exitValue() + "; see above");
        }
        return new ObjectMapper().readTree(answer);
    }

    private static String path(String file) {
        return Path.of(System.getProperty("basedir", ""), file).toAbsolutePath().toString();
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
