package io.dcms.runtime.crontab;

import java.util.Objects;

/**
 * A line of a crontab that cron refuses, or reads otherwise than it looks.
 *
 * @param number    the line's number, from 1
 * @param text      the line as it is written
 * @param reason    what is wrong and what would be right, for a person
 * @param wholeFile whether Debian's cron ignores the whole file because of it; if not, cron accepts the line but skips what
 *                  the reason says
 */
public record CrontabProblem(int number, String text, String reason, boolean wholeFile) {

    public CrontabProblem {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(reason, "reason");
    }
}
