package dev.featurerollout.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A manifest with one mistake. Comments at its head say who finds it, {@code # by: schema}, {@code rule} or
 * {@code operator}, and with which words, {@code # expect: ...}, one line for each fragment.
 *
 * @param expected fragments of the message, without list indexes: API servers differ in writing them
 */
public record InvalidManifest(Path file, By by, List<String> expected) {
    private static final Pattern BY = Pattern.compile("(?m)^# by: (.+)$");
    private static final Pattern EXPECT = Pattern.compile("(?m)^# expect: (.+)$");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    /** Who refuses it. */
    public enum By {
        /** The API server, by the schema. */
        SCHEMA,
        /** The API server, by a CEL rule. */
        RULE,
        /** The operator alone. */
        OPERATOR
    }

    static InvalidManifest read(Path file) {
        String text = Manifests.text(file);
        List<String> by = all(BY, text);
        List<String> expected = all(EXPECT, text);
        if (by.size() != 1 || expected.isEmpty()) {
            throw new IllegalStateException(file + " needs one comment \"by: \", and \"expect: \" at least once");
        }
        return new InvalidManifest(file, By.valueOf(by.get(0).toUpperCase(Locale.ROOT)), expected);
    }

    private static List<String> all(Pattern comment, String text) {
        return comment.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** Whether a message tells of this mistake. */
    public boolean isToldBy(String message) {
        String plain = INDEX.matcher(message).replaceAll("");
        return expected.stream().allMatch(plain::contains);
    }

    public JsonNode json() {
        return Manifests.json(file);
    }

    /** Returns the name of the mistake. */
    @Override
    public String toString() {
        return file.getFileName().toString().replace(".yaml", "");
    }
}
