package dev.featurerollout.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be closed, the last first; also when the process is interrupted, and never twice. */
final class Closing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean over;
    private volatile boolean interrupted;

    Closing() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            interrupted = true;
            close();
        }));
    }

    /** Whether it was not the demo that ended it. */
    boolean isInterrupted() {
        return interrupted;
    }

    synchronized <T extends AutoCloseable> T add(T resource) {
        if (over) {
            close(resource);
        } else {
            open.push(resource);
        }
        return resource;
    }

    @Override
    public synchronized void close() {
        over = true;
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // The others are to be closed all the same.
            LOG.atWarn()
                    .addKeyValue("resource", resource.getClass().getSimpleName())
                    .addKeyValue("error", e.toString())
                    .log("demo resource could not be closed");
        }
    }
}
