package dev.featurerollout.apply.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;

/** {@code @openfeature/flagd-core} under node; its buckets are those of flagd since 0.15. */
final class FlagdNodeEvaluator implements Evaluator {
    private final Path folder;

    FlagdNodeEvaluator() {
        try {
            Process found = new ProcessBuilder(Path.of(System.getProperty("basedir", ""), "hack/flagd-core")
                            .toAbsolutePath()
                            .toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            folder = Path.of(text(found));
            if (found.waitFor() != 0) {
                throw new IllegalStateException("hack/flagd-core found no evaluator; see above");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("hack/flagd-core", e);
        }
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Override
    public BitSet on(String document, int users) throws Exception {
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

    @Override
    public boolean onForAnonymous(String document) throws Exception {
        return judge(document, 0).path("anonymous").required("true").asBoolean();
    }

    private JsonNode judge(String document, int users) throws Exception {
        ProcessBuilder node = new ProcessBuilder(
                        folder.resolve("bin/node").toString(),
                        Path.of(System.getProperty("basedir", ""), "src/test/node/flagd-core.js")
                                .toAbsolutePath()
                                .toString(),
                        "new-checkout",
                        Integer.toString(users))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        node.environment().put("NODE_PATH", folder.resolve("node_modules").toString());
        Process process = node.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(document.getBytes(StandardCharsets.UTF_8));
        }
        String answer = text(process);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("flagd-core.js ended with " + process.exitValue() + "; see above");
        }
        return new ObjectMapper().readTree(answer);
    }
}
