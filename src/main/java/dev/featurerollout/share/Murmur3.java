package dev.featurerollout.share;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** MurmurHash3, x86, 32 bits: the hash by which flagd and Unleash put users into buckets. */
public final class Murmur3 {
    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private Murmur3() {}

    /** Returns the hash of a text in UTF-8, with the seed 0. */
    public static int hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer blocks = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int hash = 0;
        while (blocks.remaining() >= Integer.BYTES) {
            hash = Integer.rotateLeft(hash ^ scramble(blocks.getInt()), 13) * 5 + 0xe6546b64;
        }
        int tail = 0;
        for (int shift = 0; blocks.hasRemaining(); shift += Byte.SIZE) {
            tail |= (blocks.get() & 0xff) << shift;
        }
        return finish(hash ^ scramble(tail) ^ bytes.length);
    }

    private static int scramble(int block) {
        return Integer.rotateLeft(block * C1, 15) * C2;
    }

    private static int finish(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return mixed ^ (mixed >>> 16);
    }
}
