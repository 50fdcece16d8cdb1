package io.dcms.runtime.prune;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** The logs of runs, by the days on which the runs began. Belongs to one thread. */
public interface OldLogs {

    /** The first day of which there are logs, of those after {@code after} and before {@code before}. */
    Optional<Day> next(LocalDate after, LocalDate before) throws IOException;

    /** The logs of a day, each looked at once. */
    interface Day extends Closeable {

        LocalDate date();

        /**
         * Removes what may be removed of the next few logs: what was written last before {@code written}, or after {@code now},
         * which is no time at all, and is of no run that is still going.
         *
         * @param most how many are looked at
         * @return whether there are more
         */
        boolean removeSome(int most, Instant written, Instant now) throws IOException;

        /** How many were removed so far. */
        long removed();

        /** What else is there and stays although it is old, for people; empty if nothing is. */
        String strangers();

        /** Removes the day itself if nothing is left of it. @return whether it is gone */
        boolean removeIfEmpty() throws IOException;
    }
}
