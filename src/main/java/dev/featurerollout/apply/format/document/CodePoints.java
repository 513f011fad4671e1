package dev.featurerollout.apply.format.document;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Turns positions counted in code points, as YAML marks are, into offsets counted in chars.
 *
 * @param astral the code point positions of the characters that take two chars, ascending
 */
record CodePoints(int[] astral) {

    static CodePoints of(String text) {
        IntStream.Builder astral = IntStream.builder();
        int index = 0;
        for (int offset = 0; offset < text.length(); index++) {
            int size = Character.charCount(text.codePointAt(offset));
            if (size == 2) {
                astral.add(index);
            }
            offset += size;
        }
        return new CodePoints(astral.build().toArray());
    }

    int offset(int index) {
        int found = Arrays.binarySearch(astral, index);
        return index + (found >= 0 ? found : -found - 1);
    }
}
