package io.dcms.runtime.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which start of the machine it is, by what a work dir remembers. */
class BootTest {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");
    private static final Duration LONG_AGO = Duration.ofDays(9);

    @TempDir
    private Path workDir;

    private Ledger open() {
        return Ledger.open(workDir, new FireHistory(workDir, Duration.ofDays(1), InstantSource.fixed(NOON)), System::nanoTime);
    }

    private Boot boot(String id, Duration ago, Instant now) throws InterruptedException {
        try (Ledger ledger = open()) {
            return ledger.boot(id, ago, now);
        }
    }

    private void sayThatAllJobsAreThere() throws InterruptedException {
        try (Ledger ledger = open()) {
            ledger.allThere();
        }
    }

    /** Seconds are counted from noon. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the same start                       | boot a 0 known | a | 500 | 900 | 0   | false
            the same, and not all jobs were there | boot a 0 new  | a | 500 | 900 | 0   | true
            another                              | boot a 0 known | b | 20  | 900 | 900 | true
            another that nobody saw for days     | boot a 0 known | b | 900000 | 900 | 900 | true
            the clock says that it was before    | boot a 0 known | b | 20  | -50 | -50 | true
            the clock says that it is the same   | boot a 0 known | b | 20  | 0   | 1   | true
            nothing remembered, just started     |                | a | 600 | 900 | 900 | true
            nothing remembered, long up          |                | a | 601 | 900 | 900 | false
            a line that means nothing            | boot a x known | a | 601 | 900 | 900 | false
            a line that is cut off               | boot a 0       | a | 601 | 900 | 900 | false
            a second that no clock has           | boot a 99999999999999999 new | a | 601 | 900 | 900 | false
            """)
    void found(String why, String line, String id, long secondsAgo, long now, long at, boolean isNew) throws Exception {
        if (line != null) {
            Files.writeString(workDir.resolve("dcms-fires.log"), line.replace(" 0", " " + NOON.getEpochSecond()) + "\n");
        }
        Boot boot = boot(id, Duration.ofSeconds(secondsAgo), NOON.plusSeconds(now).plusMillis(700));
        assertEquals(new Boot(id, NOON.plusSeconds(at), isNew), boot, why);
        assertEquals(boot, boot(id, LONG_AGO, NOON.plusSeconds(5000)), "an agent after that says the same");
    }

    @Test
    void isNewUntilAllJobsAreThere() throws Exception {
        assertEquals(new Boot("a", NOON, true), boot("a", Duration.ZERO, NOON));
        sayThatAllJobsAreThere();
        assertEquals(new Boot("a", NOON, false), boot("a", Duration.ZERO, NOON.plusSeconds(9)));
        assertEquals(new Boot("b", NOON.plusSeconds(9), true), boot("b", Duration.ZERO, NOON.plusSeconds(9)));
    }

    /** What belongs to the start may have been run: better not at all than twice. */
    @Test
    void isNotNewWhereTheLedgerCantBeRead() throws Exception {
        Files.createDirectory(workDir.resolve("dcms-fires.log"));
        assertFalse(boot("a", Duration.ZERO, NOON).isNew());
    }

    @Test
    void standsInTheFileAsOneLine() throws Exception {
        boot("a", LONG_AGO, NOON);
        boot("b", LONG_AGO, NOON.plusSeconds(60));
        open().close();
        assertEquals("boot b " + (NOON.getEpochSecond() + 60) + " new\n", Files.readString(workDir.resolve("dcms-fires.log")));
        assertEquals(Optional.empty(), Boot.parse("boot  1 new"));
    }
}
