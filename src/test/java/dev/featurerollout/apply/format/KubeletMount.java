package dev.featurerollout.apply.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A ConfigMap as a kubelet mounts it: the file is a link through ..data, which is swapped for another folder at once. */
final class KubeletMount {
    private final Path folder;
    private final String key;
    private int versions;

    KubeletMount(Path folder, String key, String document) throws IOException {
        this.folder = folder;
        this.key = key;
        sync(document);
        Files.createSymbolicLink(file(), Path.of("..data", key));
    }

    /** Returns the file that applications read. */
    Path file() {
        return folder.resolve(key);
    }

    /** Brings another version of the ConfigMap. */
    void sync(String document) throws IOException {
        versions++;
        String version = "..2026_11_22_" + versions;
        Files.writeString(Files.createDirectory(folder.resolve(version)).resolve(key), document);
        Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(version));
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
