package io.dcms.runtime.sync;

import io.dcms.api.Job;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;

/**
 * Keeps the snapshot like what is in force: written when jobs have changed, and touched once a minute at the most when the store
 * confirms them. What can't be written is tried again, and said, once a minute. Belongs to one thread.
 */
final class SnapshotKeeper {

    private static final System.Logger LOG = System.getLogger(SnapshotKeeper.class.getName());
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();
    /** No number of changes: nothing has been written. */
    private static final long NEVER = -1;

    private final SnapshotFile file;
    private final LongSupplier elapsed;
    private long written = NEVER;
    private long noted;
    private boolean failed;
    private long failedAt;

    /** @param elapsed nanoseconds since some moment, never going back */
    SnapshotKeeper(SnapshotFile file, LongSupplier elapsed) {
        this.file = file;
        this.elapsed = elapsed;
    }

    /** The file holds what is in force, of that number of changes. @param confirmedAt when the store confirmed it, elapsed */
    void isLike(long changes, long confirmedAt) {
        written = changes;
        noted = confirmedAt;
    }

    /** Writes what is to be written by now. @param confirmedAt when the store last confirmed the jobs, elapsed */
    void keep(Collection<Job> jobs, long changes, long confirmedAt) {
        if (failed && elapsed.getAsLong() - failedAt < PAUSE) {
            return;
        }
        try {
            if (changes != written) {
                file.write(jobs, age(confirmedAt));
                isLike(changes, confirmedAt);
            } else if (confirmedAt - noted >= PAUSE) {
                file.confirm(age(confirmedAt));
                noted = confirmedAt;
            }
            failed = false;
        } catch (IOException e) {
            failed = true;
            failedAt = elapsed.getAsLong();
            written = NEVER;
            LOG.log(System.Logger.Level.WARNING, "{0} can''t be written, so an agent that starts while the store is away may have old"
                    + " jobs or none: {1}", file, e);
        }
    }

    private Duration age(long confirmedAt) {
        return Duration.ofNanos(elapsed.getAsLong() - confirmedAt);
    }
}
