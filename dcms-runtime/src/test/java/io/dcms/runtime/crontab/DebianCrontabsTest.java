package io.dcms.runtime.crontab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.cron.Schedule;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What packages of Debian put into {@code /etc/cron.d} is read and planned, each line of it; see debian-sources.txt. */
class DebianCrontabsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final int RUNS = 200;
    private static final String ROOTS = "never as root";

    private static String text(String file) throws Exception {
        try (InputStream in = DebianCrontabsTest.class.getResourceAsStream("debian/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "debian-sources.txt", delimiter = '|')
    void eachLineIsAccountedFor(String file, String packageName, String version, int variables, int lines, int roots) throws Exception {
        String text = text(file);
        Crontab crontab = Crontab.read(text, Optional.empty());

        assertEquals(List.of(), crontab.problems());
        assertEquals(lines, crontab.lines().size());
        assertEquals(roots, crontab.lines().stream().filter(line -> line.user().equals("root")).count());
        for (CrontabLine line : crontab.lines()) {
            assertEquals(text.split("\n")[line.number() - 1], line.text());
            assertTrue(line.text().endsWith(line.command().replace("%", "\\%")) || line.text().contains("%"), line::toString);
        }
        assertEquals(variables, crontab.lines().isEmpty() ? 0 : crontab.lines().get(lines - 1).environment().size());
    }

    @ParameterizedTest
    @CsvFileSource(resources = "debian-sources.txt", delimiter = '|')
    void eachLineMovesOrStaysForAReason(String file, String packageName, String version, int variables, int lines, int roots)
            throws Exception {
        Machine machine = new Machine("web1", ZoneId.of("UTC"), ZoneId.of("UTC"), NOW, "/imported",
                user -> user.equals("root") ? Optional.of(new Machine.Obstacle(ROOTS, false)) : Optional.empty(), true,
                Map.of(), path -> true);
        MovePlan plan = MovePlan.of(text(file), CrontabSource.ofSystem(file), machine, Map.of(), Set.of());

        assertEquals(lines, plan.moves().size());
        assertEquals(roots, plan.moves().stream().filter(move -> move.reason().equals(ROOTS)).count());
        assertEquals(lines - roots, plan.moves().stream().filter(move -> move.job().isPresent()).count());
        List<CrontabLine> read = Crontab.read(text(file), Optional.empty()).lines();
        for (int n = 0; n < lines; n++) {
            if (plan.moves().get(n).job().isPresent() && !read.get(n).times().isReboot()) {
                assertEquals(cronRuns(read.get(n)), runs(Schedule.parse(plan.moves().get(n).job().get().schedule())), read.get(n).text());
            }
        }
    }

    private static List<Instant> cronRuns(CrontabLine line) {
        List<Instant> runs = new ArrayList<>(List.of(NOW));
        for (int n = 0; n < RUNS; n++) {
            runs.add(line.times().next(runs.get(n), ZoneOffset.UTC).orElseThrow());
        }
        return runs;
    }

    private static List<Instant> runs(Schedule schedule) {
        List<Instant> runs = new ArrayList<>(List.of(NOW));
        for (int n = 0; n < RUNS; n++) {
            runs.add(schedule.next(runs.get(n), ZoneOffset.UTC).orElseThrow());
        }
        return runs;
    }
}
