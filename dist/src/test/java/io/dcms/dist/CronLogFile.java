package io.dcms.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** A log as cron and syslog would have written it on this machine in the last days, up to a little after now. */
final class CronLogFile {
    private static final Path LOCAL_TIME = Path.of("/etc/localtime");
    private static final String ZONES = "/zoneinfo/";
    private static final Duration PAST = Duration.ofDays(3);
    private static final Duration AHEAD = Duration.ofHours(1);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    private final Path file;
    private final ZoneId zone;

    CronLogFile(Path file, ZoneId zone) {
        this.file = file;
        this.zone = zone;
    }

    /** That which cron goes by. */
    static ZoneId machinesZone() throws IOException {
        if (!Files.exists(LOCAL_TIME)) {
            return ZoneId.of("UTC");
        }
        String real = LOCAL_TIME.toRealPath().toString();
        return real.contains(ZONES) ? ZoneId.of(real.substring(real.indexOf(ZONES) + ZONES.length())) : ZoneId.systemDefault();
    }

    /** Whether a day of the last or the next ones does not have 24 hours. */
    static boolean changesItsClock(ZoneId zone) {
        ZonedDateTime now = ZonedDateTime.now(zone);
        return !now.minus(PAST).getOffset().equals(now.getOffset()) || !now.plus(PAST).getOffset().equals(now.getOffset());
    }

    /** @param daily what is run, by the times of the day such as {@code 02:30} */
    void write(Map<String, String> daily) throws IOException {
        StringBuilder text = new StringBuilder();
        ZonedDateTime end = ZonedDateTime.now(zone).plus(AHEAD);
        for (ZonedDateTime at = end.minus(PAST).truncatedTo(ChronoUnit.MINUTES); at.isBefore(end); at = at.plusMinutes(1)) {
            String run = daily.get(TIME.format(at));
            if (run != null) {
                text.append(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.plusSeconds(1))).append(" web1 CRON[4242]: ").append(run)
                        .append('\n');
            }
        }
        Files.writeString(file, text);
    }
}
