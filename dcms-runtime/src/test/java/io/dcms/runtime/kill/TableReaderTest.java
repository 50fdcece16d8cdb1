package io.dcms.runtime.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Shell;
import io.dcms.runtime.thread.NamedThreads;
import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder plays the kernel's, and a pipe that nobody writes to a file with a lease: opening it takes until somebody does. */
@NeedsRoot
final class TableReaderTest {

    @TempDir
    private Path root;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private TableReader reader;

    @BeforeEach
    void open() {
        NamedThreads named = new NamedThreads("test-table");
        reader = new TableReader(new ProcFolder(root), work -> {
            Thread thread = named.newThread(work);
            threads.add(thread);
            return thread;
        });
    }

    private void process(long pid, int uid) throws IOException {
        Path stat = Files.createDirectories(root.resolve(Long.toString(pid))).resolve("stat");
        Files.writeString(stat, pid + " (x) S 1 51 52 0 -1 4194304 5 6 7 8 9 10 11 12 20 0 3 0 7 13 14 15\n", StandardCharsets.ISO_8859_1);
        Files.setAttribute(stat.getParent(), "unix:uid", uid);
    }

    private Path held(long pid, int uid) throws Exception {
        Path stat = Files.createDirectories(root.resolve(Long.toString(pid))).resolve("stat");
        Shell.out("mkfifo", stat.toString());
        Files.setAttribute(stat.getParent(), "unix:uid", uid);
        return stat;
    }

    private Set<Long> pids() {
        return reader.read().all().stream().map(ProcessTable.Entry::pid).collect(Collectors.toSet());
    }

    /** One that stands still for half a second is taken for held, until it goes on: so it may take some looks, and none may show others. */
    private void assertSees(Set<Long> pids) throws Exception {
        Await.until("exactly these are seen: " + pids, () -> {
            Set<Long> seen = pids();
            assertTrue(pids.containsAll(seen), seen::toString);
            return seen.equals(pids);
        });
    }

    private long alive() {
        return threads.stream().filter(Thread::isAlive).count();
    }

    @Test
    void aUserWhoseProcessesCanNotBeReadKeepsNobodyElsesFromBeingSeen() throws Exception {
        List<Path> held = List.of(held(50, 1001), held(60, 1001), held(70, 1002));
        process(51, 1001);
        process(52, 1003);
        process(53, 0);
        for (int round = 0; round < 3; round++) {
            assertSees(Set.of(52L, 53L));
            assertFalse(reader.read().complete());
        }
        Await.until("there is one thread for each of the two users", () -> alive() == 2);
        for (Path stat : held) {
            Files.delete(stat);
            process(Long.parseLong(stat.getParent().getFileName().toString()), 1001);
        }
        assertSees(Set.of(52L, 53L));
    }

    /** Its user could not have a lease on it, but on what it was before. */
    @Test
    void aSetUidProgramThatCanNotBeReadDoesNotHideTheProcessesOfRoot() throws Exception {
        held(50, 0);
        process(53, 0);
        assertSees(Set.of(53L));
    }

    @Test
    void whoCanBeReadAgainIsSeenAgain() throws Exception {
        Path stat = held(50, 1001);
        process(51, 1001);
        process(52, 1003);
        assertSees(Set.of(52L));
        try (var writer = Files.newOutputStream(stat)) {
            Files.delete(stat);
            process(50, 1001);
        }
        Await.until("nothing is stuck any more", () -> alive() == 0);
        assertSees(Set.of(50L, 51L, 52L));
        Await.until("nothing is left out", () -> reader.read().complete());
    }
}
