package dev.featurerollout.apply;

/** Is told what became of nudges. */
public interface NudgeObserver {
    /** So many pods know of a change of the flags, and so many could not be told. */
    void nudged(int told, int failed);
}
