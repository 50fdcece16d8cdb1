package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks measure, each with as little as it can: what they measure is nobody's business here. */
final class BenchIT {

    @TempDir
    Path temp;

    private Finished bench(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(UnpackedTarball.in(temp).home().resolve("bench/dcms-bench").toString()));
        command.addAll(List.of(arguments));
        return Finished.run(new ProcessBuilder(command), temp);
    }

    private String figures(String... arguments) throws Exception {
        Finished finished = bench(arguments);
        assertEquals(0, finished.exit(), finished::toString);
        return finished.out();
    }

    @Test
    void launch() throws Exception {
        String out = figures("launch", "--singles", "0", "--bursts", "3", "--rounds", "1", "--seconds", "5", "--cron", "");
        assertEquals(1, out.lines().filter(line -> line.startsWith("dcms-agent ")).count(), out);
        assertTrue(out.lines().noneMatch(line -> line.contains("not started")), out);
    }

    @Test
    void rest() throws Exception {
        String out = figures("rest", "--seconds", "1", "--jobs", "10", "--log", "2");
        for (String question : List.of("/health ", "/jobs/1 ", "/jobs ", "/health asked by one beside", "a log of 2 MiB")) {
            assertTrue(out.lines().anyMatch(line -> line.startsWith(question)), out);
        }
    }

    @Test
    void scan() throws Exception {
        String out = figures("scan", "--size", "1", "--rounds", "1");
        assertEquals(1, out.lines().filter(line -> line.matches("3 keywords, a log +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ times grep")).count(), out);
    }

    @Test
    void storeTakesEnds() throws Exception {
        String out = figures("store", "--ends", "5", "--jobs", "0", "--entries", "0");
        assertTrue(out.contains("all rows final"), out);
    }

    @Test
    void storeKeepsJobsInStep() throws Exception {
        String out = figures("store", "--ends", "0", "--jobs", "20", "--entries", "0", "--rounds", "1");
        assertTrue(out.contains("reading them, one has changed"), out);
    }

    @Test
    void storeTakesAnOutagesReports() throws Exception {
        String out = figures("store", "--ends", "0", "--jobs", "0", "--entries", "60");
        assertTrue(out.contains("all delivered"), out);
    }

    @Test
    void soak() throws Exception {
        String out = figures("soak", "--minutes", "0.1", "--rate", "2", "--slice", "3", "--out", temp.toString());
        assertTrue(out.contains(" programs started, "), out);
        assertTrue(out.endsWith(Files.readString(temp.resolve("soak.txt")).lines().reduce((one, next) -> next).orElse("none") + "\n"), out);
        assertTrue(Files.readString(temp.resolve("soak.svg")).contains("<polyline"), out);
    }

    @Test
    void timeline() throws Exception {
        String out = figures("timeline", "--jobs", "3,5", "--seconds", "1");
        assertEquals(2, out.lines().filter(line -> line.matches(" +[35] .* MiB .* MiB .*%.*")).count(), out);
    }

    @Test
    void start() throws Exception {
        String out = figures("start", "--jobs", "3", "--rounds", "1", "--java", System.getProperty("java.home"));
        for (String store : List.of("none: a bare HttpServer ", "3 jobs, file ", "3 jobs, database ")) {
            assertEquals(1, out.lines().filter(line -> line.startsWith(store) && line.endsWith(" MiB")).count(), out);
        }
    }

    @Test
    void alive() throws Exception {
        String out = figures("alive", "--tasks", "3", "--seconds", "1");
        assertEquals(2, out.lines().filter(line -> line.startsWith("with ")).count(), out);
    }

    @Test
    void eachTellsItsOptions() throws Exception {
        String out = figures("scan", "--help");
        assertTrue(out.startsWith("scan: ") && out.contains("  --grep PATH "), out);
        assertTrue(figures("help").contains(out), out);
    }

    @Test
    void nonsenseIsRefused() throws Exception {
        assertEquals(2, bench("nonsense").exit());
        Finished finished = bench("launch", "--singles", "0", "--bursts", "many");
        assertEquals("dcms-bench launch: --bursts: \"many\" is no number from 1 to 100000\n", finished.err());
        assertEquals(1, finished.exit());
    }
}
