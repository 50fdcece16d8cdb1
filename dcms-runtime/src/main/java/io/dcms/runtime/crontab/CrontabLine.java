package io.dcms.runtime.crontab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A line of a crontab that runs something.
 *
 * @param number      its number, from 1
 * @param text        the line as it is written
 * @param schedule    the time as it is written, with single blanks: {@code @daily}, or five fields
 * @param times       when cron runs it
 * @param user        whom it runs as, by name; whether there is such a user is not known here, and cron ignores the whole
 *                    file if there is not
 * @param command     what cron gives to the shell after {@code -c} and to its log: up to the first percent sign without a
 *                    backslash, with {@code \%} and {@code \\} resolved; it begins with a blank where a system crontab has
 *                    two of them behind the user
 * @param input       what cron writes to the command's stdin: what follows that percent sign, with newlines; empty if there
 *                    is no such sign, and then stdin is at its end at once, as it is for an empty text
 * @param environment the assignments above the line, later ones in place of earlier ones of the same name, in the order in
 *                    which the names came up; without what cron adds by itself
 * @param comment     the lines of comment right above, without their signs; empty if there are none
 */
public record CrontabLine(int number, String text, String schedule, CronTimes times, String user, String command,
        Optional<String> input, Map<String, String> environment, String comment) {

    public CrontabLine {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(times, "times");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(comment, "comment");
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }
}
