package dev.featurerollout.apply.pods;

/** Why a container never sees a change of a ConfigMap. */
enum Obstacle {
    SubPath(
            "MountedBySubPath",
            "mounts %s by subPath, which is never brought up to date: mount the whole volume as a directory"),
    Environment(
            "TakenAsEnvironment",
            "takes %s as environment, which never changes while it runs: mount it as a volume and read the file"),
    InitContainer(
            "CopiedByInitContainer",
            "is an init container and alone in mounting %s: what it copies never changes; mount it in the container"
                    + " that reads it");

    private final String reason;
    private final String words;

    Obstacle(String reason, String words) {
        this.reason = reason;
        this.words = words;
    }

    /** Returns the reason of the condition. */
    String reason() {
        return reason;
    }

    /** Returns what a container does, and how to mend it. */
    String of(String configMap) {
        return words.formatted(configMap);
    }
}
