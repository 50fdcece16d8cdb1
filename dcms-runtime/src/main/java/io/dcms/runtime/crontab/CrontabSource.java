package io.dcms.runtime.crontab;

import java.util.Optional;

/**
 * Whose crontab it is, wherever it was read: what a copy of it, or {@code crontab -l}, has in common with the file that cron reads.
 *
 * @param name  what names of jobs and of scripts begin with: the user's, or the file's without its folder
 * @param user  whose crontab it is; empty = its lines have a user column
 */
public record CrontabSource(String name, Optional<String> user) {

    public static CrontabSource ofUser(String user) {
        return new CrontabSource(user, Optional.of(user));
    }

    /** @param file the file's name without its folder */
    public static CrontabSource ofSystem(String file) {
        return new CrontabSource(file, Optional.empty());
    }

    /** As scripts say where they come from; another for each source. */
    public String text() {
        return user.isPresent() ? "the crontab of the user " + name : "the system crontab " + name;
    }
}
