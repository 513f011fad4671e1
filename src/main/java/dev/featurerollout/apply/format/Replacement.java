package dev.featurerollout.apply.format;

/**
 * One stretch of a document that was exchanged.
 *
 * <p>It says nothing of where: it is found again by its text, wherever edits elsewhere have moved it.
 *
 * @param replaced empty where text was only inserted
 */
record Replacement(String replaced, String added) {
    /** Returns the smallest stretch that makes {@code after} of {@code before}, with that many characters around it. */
    static Replacement between(String before, String after, int around) {
        int shorter = Math.min(before.length(), after.length());
        int start = 0;
        while (start < shorter && before.charAt(start) == after.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start
                && before.charAt(before.length() - 1 - end) == after.charAt(after.length() - 1 - end)) {
            end++;
        }
        start = Math.max(0, start - around);
        end = Math.max(0, end - around);
        return new Replacement(
                before.substring(start, before.length() - end), after.substring(start, after.length() - end));
    }

    /** Returns the document without it, if it stands at {@code at}. */
    String undoAt(String document, int at) {
        return document.substring(0, at) + replaced + document.substring(at + added.length());
    }
}
