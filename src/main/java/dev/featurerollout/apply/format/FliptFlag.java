package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node.Mapping;

/** One flag of a Flipt document. */
record FliptFlag(Source source, String key, Mapping body) {

    /** Returns whether it is on or off; else it has variants. */
    boolean isBoolean() {
        return FliptFlags.text(body, "type").filter("BOOLEAN_FLAG_TYPE"::equals).isPresent();
    }

    boolean isEnabled() {
        return FliptFlags.isTrue(body, "enabled");
    }
}
