package dev.featurerollout.cli;

import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.lint.Finding;
import dev.featurerollout.promql.Position;
import java.util.Locale;

/** A finding and where it stands in its file. */
record PlacedFinding(String file, Position position, Finding finding) {

    static PlacedFinding of(Manifest manifest, Finding finding) {
        Position position = manifest.places()
                .of(manifest.path() + finding.path(), finding.position().offset());
        return new PlacedFinding(manifest.file(), position, finding);
    }

    /** Returns the line for people and editors. */
    String line() {
        return file + ":" + position + ": " + finding.severity().name().toLowerCase(Locale.ROOT) + " " + finding.rule()
                + ": " + (finding.path().isEmpty() ? "" : finding.path() + ": ") + finding.message();
    }
}
