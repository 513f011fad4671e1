package dev.featurerollout.apply.format;

import java.util.BitSet;

/** What a flag library makes of a document, as an application with that library would see it. */
interface Evaluator {

    /** Returns the organisation that a user belongs to, who is also in a group of that name. */
    static String organisation(int user) {
        return "org-" + user % 50;
    }

    /** Returns the users, of {@code user-0}, {@code user-1}, ..., for whom the flag is on. */
    BitSet on(String document, int users) throws Exception;

    /** Returns whether the flag is on for somebody who is not known, when the code's default is on. */
    boolean onForAnonymous(String document) throws Exception;
}
