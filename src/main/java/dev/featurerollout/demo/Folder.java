package dev.featurerollout.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder, unless there is something in it worth keeping. */
final class Folder implements AutoCloseable {
    private final Path path;
    private volatile boolean kept;

    private Folder(Path path) {
        this.path = path;
    }

    static Folder create() {
        try {
            return new Folder(Files.createTempDirectory("featurerollout-demo-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    /** Leaves it there, for someone to look into. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        if (kept) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(path)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
