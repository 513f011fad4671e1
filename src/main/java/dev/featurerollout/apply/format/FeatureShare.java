package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Evaluation;
import java.util.List;

/** One of the ways in which a Microsoft feature flag divides its users. */
interface FeatureShare {

    Feature feature();

    /** Returns whether it is there, to be read and written. */
    boolean isThere();

    /** Returns whether it is in the form for everybody. */
    boolean isOn();

    /**
     * Reads the percentage.
     *
     * @throws FlagProblem if it is not there, or is none
     */
    Percentage percentage() throws FlagProblem;

    /** Returns how it deals users while it is not in the form for everybody, as {@link FlagFormat#evaluations}. */
    List<Evaluation> evaluations() throws FlagProblem;

    /** Returns the audiences that have the feature whatever the percentage is. */
    FeatureAudiences audiences();

    /** Returns the source texts that hold it. */
    Undo.Values undo() throws FlagProblem;

    /** Returns the edits to another percentage. */
    List<Edit> write(Percentage percentage) throws FlagProblem;

    /** Returns the edits to what {@code undo} has; none if they are so already. */
    List<Edit> restore(Undo.Text undo) throws FlagProblem;

    /** Returns the document with the smallest rule, at 0 %, in place of what serves all alike. */
    String added() throws FlagProblem;

    /** Returns the document with the feature on for everybody. */
    String forEverybody() throws FlagProblem;

    /** Finds everything for which the percentage could not be raised safely, or would not be what it says. */
    void check(Findings traps);
}
