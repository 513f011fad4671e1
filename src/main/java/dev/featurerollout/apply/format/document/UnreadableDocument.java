package dev.featurerollout.apply.format.document;

/** A text that is no document of its syntax, or one that cannot be edited safely. */
public final class UnreadableDocument extends Exception {
    private final transient Place place;

    UnreadableDocument(Place place, String message) {
        super(message);
        this.place = place;
    }

    UnreadableDocument(String text, int offset, String message) {
        this(Place.of(text, offset), message);
    }

    /** Returns where the trouble is; the message itself does not say. */
    public Place place() {
        return place;
    }
}
