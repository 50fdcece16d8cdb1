package io.dcms.runtime.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What cron has run, by its own log: lines such as {@code Nov 23 09:17:01 host CRON[1]: (ann) CMD (true)}, or with a time as RFC
 * 3339 has it. All other lines are passed over.
 *
 * @param entries in the order of the log
 * @param begins  the time of its first line that has one, of whatever program; empty if there is none
 */
record CronLog(List<Entry> entries, Optional<Instant> begins) {

    private static final Pattern LINE = Pattern.compile("(?<time>[A-Z][a-z]{2} +[0-9]{1,2} [0-9:]{8}"
            + "|[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][^ ]{8,30})" + " [^ ]+ (?<rest>.*)");
    /** cronie calls itself CROND. The END of a run, and what cron says of itself, is not of interest. */
    private static final Pattern COMMAND = Pattern.compile("(?i:(?:/usr/sbin/)?crond?)\\[[0-9]+\\]: "
            + "\\((?<user>[^)]*)\\) CMD \\((?<command>.*)\\)\\s*");
    /** {@code cron -L 8}: the command's process stands before it. */
    private static final Pattern WITH_PROCESS = Pattern.compile("\\[[0-9]+\\] (?<command>.*)");
    private static final List<String> MONTHS = List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final int YEARS_BACK = 8;

    /**
     * A command that cron has started.
     *
     * @param command as the log has it
     */
    record Entry(Instant at, String user, String command) {

        /** What it may have been in the crontab: with {@code -L 8} the log puts a number before it. */
        List<String> commands() {
            Matcher process = WITH_PROCESS.matcher(command);
            return process.matches() ? List.of(command, process.group("command")) : List.of(command);
        }
    }

    /**
     * Reads a log.
     *
     * @param now  no line without a year is more than a day younger
     * @param zone of times without an offset
     */
    static CronLog read(BufferedReader log, Instant now, ZoneId zone) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Optional<Instant> begins = Optional.empty();
        Instant last = Instant.MIN;
        for (String text = log.readLine(); text != null; text = log.readLine()) {
            Matcher line = LINE.matcher(text);
            Matcher command = line.matches() ? COMMAND.matcher(line.group("rest")) : null;
            boolean isCommand = command != null && command.matches();
            Optional<Instant> at = command == null || !isCommand && begins.isPresent() ? Optional.empty()
                    : time(line.group("time"), now, zone, last);
            begins = begins.isPresent() ? begins : at;
            if (isCommand && at.isPresent()) {
                last = at.get();
                entries.add(new Entry(last, command.group("user"), command.group("command")));
            }
        }
        return new CronLog(entries, begins);
    }

    private static Optional<Instant> time(String text, Instant now, ZoneId zone, Instant last) {
        try {
            return Optional.of(text.charAt(0) <= '9' ? IsoTime.parse(text) : traditional(text, now, zone, last));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * {@code Nov  3 09:17:01}: in the last year in which it is no time to come; of an hour that comes twice, the second if the first
     * is over.
     */
    private static Instant traditional(String text, Instant now, ZoneId zone, Instant last) {
        String[] parts = text.split("[ :]+");
        int month = MONTHS.indexOf(parts[0]) + 1;
        int year = now.atZone(zone).getYear() + 1;
        for (int back = 0; back < YEARS_BACK; back++) {
            try {
                ZonedDateTime at = LocalDateTime.of(year - back, month, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
                        Integer.parseInt(parts[3]), Integer.parseInt(parts[4])).atZone(zone);
                ZonedDateTime later = at.withLaterOffsetAtOverlap();
                Instant found = at.toInstant().isBefore(last) && !later.toInstant().isBefore(last) ? later.toInstant() : at.toInstant();
                if (!found.isAfter(now.plusSeconds(86_400))) {
                    return found;
                }
            } catch (DateTimeException e) {
                // 29 February is not in every year
            }
        }
        throw new DateTimeException(text);
    }
}
