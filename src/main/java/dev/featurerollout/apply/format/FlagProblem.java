package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Place;
import java.util.Optional;

/** A flag document that cannot be read or written; the message says what, where and how to mend it. */
public final class FlagProblem extends Exception {
    private static final String REFUSED = "refused";

    private final String rule;
    private final String what;
    private final transient Place place;

    public FlagProblem(String message) {
        super(message);
        this.rule = REFUSED;
        this.what = message;
        this.place = null;
    }

    /** A problem of the document {@code file} as a whole. */
    FlagProblem(String file, String what) {
        super(file + ": " + what);
        this.rule = REFUSED;
        this.what = what;
        this.place = null;
    }

    /** A problem of what stands at {@code place} in the document {@code file}. */
    FlagProblem(String file, Place place, String what) {
        this(REFUSED, file, place, what);
    }

    /** A problem that has a name of its own, as in {@link FlagFormat.Trap#rule}. */
    FlagProblem(String rule, String file, Place place, String what) {
        super(file + ":" + place + ": " + what);
        this.rule = rule;
        this.what = what;
        this.place = place;
    }

    /** Returns this problem with more said about how to mend it. */
    FlagProblem with(String more) {
        String file = getMessage().substring(0, getMessage().length() - what.length());
        return new FlagProblem(rule, what + more, file + what + more, place);
    }

    private FlagProblem(String rule, String what, String message, Place place) {
        super(message);
        this.rule = rule;
        this.what = what;
        this.place = place;
    }

    /** Returns the short name of what is violated. */
    public String rule() {
        return rule;
    }

    /** Returns where in the document, if it is at one place. */
    public Optional<Place> place() {
        return Optional.ofNullable(place);
    }

    /** Returns the message without the place. */
    public String what() {
        return what;
    }
}
