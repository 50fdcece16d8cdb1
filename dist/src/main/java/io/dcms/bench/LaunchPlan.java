package io.dcms.bench;

import java.nio.file.Path;

/**
 * What each scheduler is to do.
 *
 * @param count   starts at each due second
 * @param seconds due at each second since 1970 that this divides
 * @param rounds  how many of these
 * @param program what is started
 * @param out     where it writes when it was
 * @param user    who it runs as
 */
record LaunchPlan(int count, int seconds, int rounds, Path program, Path out, RunUser user) {

    /** As the seconds and minutes of a crontab with seconds. */
    String schedule() {
        return seconds == 60 ? "0 * * * * *" : seconds == 1 ? "* * * * * *" : "*/" + seconds + " * * * * *";
    }
}
