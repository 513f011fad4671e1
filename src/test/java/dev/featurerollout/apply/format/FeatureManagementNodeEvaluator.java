package dev.featurerollout.apply.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;

/** {@code @microsoft/feature-management} under node. */
final class FeatureManagementNodeEvaluator implements Evaluator {
    private final Path folder;
    private final String variant;
    private final String group;

    /**
     * Finds the evaluator, which {@code hack/feature-management} fetches if it is not there.
     *
     * @param variant the variant that counts as on; empty for a flag that is on or off
     * @param group the group that all users are in; empty for none
     */
    FeatureManagementNodeEvaluator(String variant, String group) {
        this.variant = variant;
        this.group = group;
        try {
            Process found = new ProcessBuilder(path("hack/feature-management"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            folder = Path.of(text(found));
            if (found.waitFor() != 0) {
                throw new IllegalStateException("hack/feature-management found no evaluator; see above");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("hack/feature-management", e);
        }
    }

    private static String path(String file) {
        return Path.of(System.getProperty("basedir", ""), file).toAbsolutePath().toString();
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
        return judge(document, 0).required("anonymous").asBoolean();
    }

    private JsonNode judge(String document, int users) throws Exception {
        ProcessBuilder node = new ProcessBuilder(
                        folder.resolve("bin/node").toString(),
                        path("src/test/node/feature-management.js"),
                        "new-checkout",
                        Integer.toString(users),
                        variant,
                        group)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        node.environment().put("NODE_PATH", folder.resolve("node_modules").toString());
        Process process = node.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(document.getBytes(StandardCharsets.UTF_8));
        }
        String answer = text(process);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("feature-management.js ended with " + process.exitValue() + "; see above");
        }
        return new ObjectMapper().readTree(answer);
    }
}
