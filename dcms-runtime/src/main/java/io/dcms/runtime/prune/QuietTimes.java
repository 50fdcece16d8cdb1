package io.dcms.runtime.prune;

import java.time.Duration;
import java.time.LocalTime;

/** When few jobs are due. Pure. */
final class QuietTimes {

    /** Of each minute: most jobs are due at its beginning, and short ones end in it too. */
    private static final int BUSY_SECONDS = 10;
    private static final int BUSY_MINUTES_OF_HOUR = 1;
    private static final int BUSY_MINUTES_OF_DAY = 5;

    private QuietTimes() {
    }

    /** How long it is until the next quiet moment, from which on it stays quiet for 50 seconds; zero = it is quiet now. */
    static Duration untilQuiet(LocalTime now) {
        int busyMinutes = now.getHour() == 0 ? BUSY_MINUTES_OF_DAY : BUSY_MINUTES_OF_HOUR;
        LocalTime quiet = now.getMinute() < busyMinutes ? LocalTime.of(now.getHour(), busyMinutes, BUSY_SECONDS)
                : LocalTime.of(now.getHour(), now.getMinute(), BUSY_SECONDS);
        return now.isBefore(quiet) ? Duration.between(now, quiet) : Duration.ZERO;
    }
}
