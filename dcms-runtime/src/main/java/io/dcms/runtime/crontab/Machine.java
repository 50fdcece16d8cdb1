package io.dcms.runtime.crontab;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What must be known of a machine to tell what becomes of its crontabs there.
 *
 * @param host      what the agent there calls it: names of jobs begin with it
 * @param zone      its time zone, which cron goes by
 * @param agentZone that of the agent there
 * @param now       from when on changes of its clock are looked at
 * @param folder    where scripts go, an absolute path without a slash at its end
 * @param users     what stands against running a job as a user of this name; empty = nothing
 * @param hasMailer whether cron can send mail there
 * @param pam       what {@code pam_env} gives to cron's sessions, by name
 * @param isProgram whether there is something that can be executed at an absolute path
 */
public record Machine(String host, ZoneId zone, ZoneId agentZone, Instant now, String folder, Function<String, Optional<Obstacle>> users,
                      boolean hasMailer, Map<String, String> pam, Predicate<String> isProgram) {

    /** Whether a schedule must name its zone to be read as cron reads it. */
    boolean hasTwoZones() {
        return !zone.getRules().equals(agentZone.getRules());
    }

    /**
     * Why nothing runs as a user.
     *
     * @param missing whether there is no such user, for which cron ignores a whole system crontab
     */
    public record Obstacle(String reason, boolean missing) {
    }
}
