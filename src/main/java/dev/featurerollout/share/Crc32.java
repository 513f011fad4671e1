package dev.featurerollout.share;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The checksum that Flipt puts users into buckets by. */
final class Crc32 {
    private Crc32() {}

    static long hash(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
