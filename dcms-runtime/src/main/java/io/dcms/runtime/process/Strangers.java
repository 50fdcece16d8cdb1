package io.dcms.runtime.process;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Files of runs that an agent before this one left behind and that nobody has asked for within a minute, while all that is taken
 * over is asked for at the start: it died after a run was over for good and before it had deleted them. A run that is still going
 * loses nothing but what an adoption would need.
 */
final class Strangers {

    private static final System.Logger LOG = System.getLogger(Strangers.class.getName());
    private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

    private final RunFiles files;
    private final LongSupplier elapsed;
    private final long startNanos;
    private final Set<String> left;

    Strangers(RunFiles files, LongSupplier elapsed) {
        this.files = files;
        this.elapsed = elapsed;
        this.startNanos = elapsed.getAsLong();
        this.left = new HashSet<>();
        try {
            left.addAll(files.all());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, files.folder() + " can't be listed: what is left over there stays", e);
        }
    }

    /** A run is somebody's. */
    synchronized void known(String taskId) {
        left.remove(taskId);
    }

    /** Deletes them when it is time. */
    synchronized void tidy() {
        if (left.isEmpty() || elapsed.getAsLong() - startNanos < PATIENCE_NANOS) {
            return;
        }
        for (String taskId : left) {
            try {
                files.forget(taskId);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "task " + taskId + ": what an earlier agent kept of it can't be deleted", e);
            }
        }
        left.clear();
    }
}
