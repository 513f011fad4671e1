package dev.featurerollout.report;

/** A condition's message for a column of {@code kubectl get}: one line that a terminal has room for. */
final class ShortMessage {
    /** As the CRD bounds {@code status.message}. */
    static final int LONGEST = 80;

    /** A first sentence that is shorter says too little. */
    private static final int SHORTEST_SENTENCE = 30;

    private ShortMessage() {}

    /** Returns the message if it is short enough, else its first sentence, else its first words. */
    static String of(String message) {
        String line = message.strip().replaceAll("\\s+", " ");
        if (line.length() <= LONGEST) {
            return line;
        }
        int sentence = line.substring(0, LONGEST + 1).lastIndexOf(". ");
        if (sentence >= SHORTEST_SENTENCE) {
            return line.substring(0, sentence + 1);
        }
        int word = line.lastIndexOf(' ', LONGEST - 1);
        int end = word > LONGEST / 2 ? word : LONGEST - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
