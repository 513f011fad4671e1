package dev.featurerollout.measure.prometheus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A text that must not be printed: a token, a password, a key, the value of a header.
 *
 * <p>{@code toString} never shows it.
 */
public sealed interface Secret {

    /** The secret {@code value} itself. */
    static Secret of(String value) {
        return new Text(value);
    }

    /** The secret that {@code file} holds at the time it is needed. */
    static Secret in(Path file) {
        return new InFile(file);
    }

    /**
     * The secret that is looked up when it is needed.
     *
     * @param place where, for people
     */
    static Secret lookedUp(String place, Lookup lookup) {
        return new LookedUp(place, lookup);
    }

    /** Finds a secret. */
    @FunctionalInterface
    interface Lookup {
        /** @throws IOException if it is not to be had; the message is for people and holds nothing of the secret */
        String find() throws IOException;
    }

    /**
     * Returns the text without white space around it.
     *
     * @throws IOException if it cannot be read or is empty; the message is for people and holds nothing of the secret
     */
    String reveal() throws IOException;

    /** A secret that is known. */
    record Text(String value) implements Secret {
        public Text {
            value = value.strip();
        }

        @Override
        public String reveal() {
            return value;
        }

        @Override
        public String toString() {
            return "[redacted]";
        }
    }

    /** A secret that somebody else keeps. */
    record LookedUp(String place, Lookup lookup) implements Secret {
        public LookedUp {
            Objects.requireNonNull(lookup);
        }

        @Override
        public String reveal() throws IOException {
            String text = lookup.find().strip();
            if (text.isEmpty()) {
                throw new IOException(place + " is empty");
            }
            return text;
        }

        @Override
        public String toString() {
            return "[in " + place + "]";
        }
    }

    /**
     * A secret in a file, read anew each time: rotated tokens and certificates count from the next query on.
     *
     * <p>There is no cache to go stale: these files are small, and a change of the same length within one tick of the
     * file system's clock cannot be told from no change.
     */
    record InFile(Path path) implements Secret {
        private static final int MAX_BYTES = 1 << 20;

        public InFile {
            Objects.requireNonNull(path);
        }

        @Override
        public String reveal() throws IOException {
            byte[] bytes;
            try (InputStream in = Files.newInputStream(path)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            } catch (NoSuchFileException e) {
                throw new IOException("there is no file " + path, e);
            } catch (AccessDeniedException e) {
                throw new IOException("no permission to read the file " + path, e);
            } catch (IOException e) {
                throw new IOException("the file " + path + " cannot be read: " + e.getMessage(), e);
            }
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            if (text.isEmpty() || bytes.length > MAX_BYTES) {
                throw new IOException("the file " + path + (text.isEmpty() ? " is empty" : " is larger than 1 MiB"));
            }
            return text;
        }

        @Override
        public String toString() {
            return "[in " + path + "]";
        }
    }
}
