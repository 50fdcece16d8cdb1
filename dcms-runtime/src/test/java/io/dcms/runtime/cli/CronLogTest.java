package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronLogTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static CronLog read(String zone, String... lines) throws IOException {
        return CronLog.read(new BufferedReader(new StringReader(String.join("\n", lines))), NOW, ZoneId.of(zone));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Nov 23 09:17:01 web1 CRON[71]: (root) CMD (   cd / && run-parts /etc/cron.hourly) | 2026-11-23T09:17:01Z | root "
                + "|    cd / && run-parts /etc/cron.hourly | traditional",
        "Nov  3 09:17:01 web1 CRON[71]: (ann) CMD (x) | 2026-11-03T09:17:01Z | ann | x | a day of one digit",
        "Dec  3 09:17:01 web1 CRON[71]: (ann) CMD (x) | 2025-12-03T09:17:01Z | ann | x | of last year",
        "Feb 29 09:17:01 web1 CRON[71]: (ann) CMD (x) | 2024-02-29T09:17:01Z | ann | x | of the last leap year",
        "2026-11-23T09:17:01.123456+02:00 web1 CRON[71]: (ann) CMD (x) | 2026-11-23T07:17:01.123456Z | ann | x | rsyslog of Debian 12",
        "2026-11-23T09:17:01+0200 web1 CRON[71]: (ann) CMD (x) | 2026-11-23T07:17:01Z | ann | x | journalctl -o short-iso",
        "Nov 23 09:17:01 web1 /USR/SBIN/CRON[71]: (ann) CMD (x) | 2026-11-23T09:17:01Z | ann | x | Debian 7 and older",
        "Nov 23 09:17:01 web1 CROND[71]: (ann) CMD (x (y)) | 2026-11-23T09:17:01Z | ann | x (y) | cronie"})
    void aCommand(String line, Instant at, String user, String command, String what) throws IOException {
        CronLog log = read("UTC", line);
        assertEquals(List.of(at, user, command.strip()), List.of(log.entries().get(0).at(), log.entries().get(0).user(),
                log.entries().get(0).command().strip()), what);
    }

    @Test
    void whatIsNoCommandIsPassedOver() throws IOException {
        CronLog log = read("UTC", "-- Journal begins", "Nov 22 10:00:00 web1 sshd[1]: (x) CMD (y)",
                "Nov 23 09:00:01 web1 CRON[1]: (CRON) INFO (z)",
                "Nov 23 09:00:01 web1 CRON[1]: (ann) END (x)", "Nox 23 09:00:01 web1 CRON[1]: (ann) CMD (x)", "");
        assertEquals(new CronLog(List.of(), Optional.of(Instant.parse("2026-11-22T10:00:00Z"))), log);
    }

    @Test
    void ofAnHourThatComesTwiceEachRunHasItsOwn() throws IOException {
        String line = "Oct 25 02:30:01 web1 CRON[1]: (ann) CMD (x)";
        List<CronLog.Entry> entries = read("Europe/Berlin", line, "Oct 25 02:59:01 web1 CRON[1]: (ann) CMD (x)", line).entries();
        assertEquals(List.of("2026-10-25T00:30:01Z", "2026-10-25T00:59:01Z", "2026-10-25T01:30:01Z"),
                entries.stream().map(entry -> entry.at().toString()).toList());
    }

    /** {@code cron -L 8}. */
    @Test
    void aProcessBeforeTheCommand() throws IOException {
        assertEquals(List.of("[7] [1] x", "[1] x"),
                read("UTC", "Nov 23 09:17:01 h CRON[1]: (ann) CMD ([7] [1] x)").entries().get(0).commands());
    }
}
