package io.dcms.runtime.kill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTable.Id;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes as a folder tells of them that plays the kernel's. */
final class ProcFolderTest {

    @TempDir
    private Path root;
    private ProcFolder proc;

    @BeforeEach
    void open() {
        proc = new ProcFolder(root);
    }

    private void process(long pid, String name, String state, long startTime, String environment) throws IOException {
        Path folder = Files.createDirectories(root.resolve(Long.toString(pid)));
        Files.writeString(folder.resolve("stat"), pid + " (" + name + ") " + state + " 1 51 52 0 -1 4194304 5 6 7 8 9 10 11 12 20 0 3 0 "
                + startTime + " 13 14 15\n", StandardCharsets.ISO_8859_1);
        Files.writeString(folder.resolve("environ"), environment, StandardCharsets.ISO_8859_1);
    }

    @Test
    void theFieldsOfAProcess() throws IOException {
        process(50, "x) Z 1 (y", "S", 12345, "");
        assertEquals(new Entry(50, 'S', 1, 51, 52, 3, 12345), proc.of(50));
        assertNull(proc.of(51));
        assertEquals(12345, proc.startTime(50));
        assertEquals(-1, proc.startTime(51));
    }

    @Test
    void allProcessesAndNothingElse() throws IOException {
        process(50, "a", "S", 1, "");
        process(51, "b", "S", 2, "");
        Files.createDirectories(root.resolve("sys"));
        assertEquals(2, proc.read().all().size());
        assertEquals(2, proc.read().inSession(52).size());
        assertEquals(2, proc.read().inGroup(51).size());
        assertEquals(2, proc.read().childrenOf(1).size());
    }

    @Test
    void oneThatIsGoingWhileItIsRead() throws IOException {
        process(50, "a", "S", 1, "");
        Files.createDirectories(root.resolve("51"));
        Files.writeString(root.resolve("51/stat"), "");
        ProcessTable table = proc.read();
        assertEquals(List.of(50L), table.all().stream().map(Entry::pid).toList());
        assertFalse(table.complete(), "it may have started another one that was not listed yet");
    }

    /** When it was listed it may have been alive. */
    @Test
    void aZombieMakesTheListBeReadAgain() throws IOException {
        process(50, "a", "Z", 1, "");
        ProcessTable table = proc.read();
        assertEquals(1, table.all().size());
        assertTrue(table.complete());
    }

    @Test
    void aNumberThatIsSomebodyElsesNow() throws IOException {
        process(50, "a", "S", 1, "");
        assertTrue(proc.has(new Id(50, 1)));
        assertFalse(proc.has(new Id(50, 2)));
        assertFalse(proc.has(new Id(51, 1)));
    }

    @Test
    void theClockOfStarts() throws IOException {
        Files.writeString(root.resolve("uptime"), "22675.01 26541.78\n");
        assertEquals(2267501, proc.now());
        assertTrue(ProcFolder.ofThisMachine().now() >= ProcessTable.of(ProcessHandle.current().pid()).startTime());
    }

    /** A stroke stands for the NUL that ends each entry. */
    @ParameterizedTest
    @CsvSource({
        "A=b|DCMS_LAUNCH=17-1|C=d|,            17-1",
        "DCMS_LAUNCH=17-1|,                    17-1",
        "DCMS_LAUNCH=17-1|DCMS_LAUNCH=18-1|,  17-1",
        "||\u00ff\u00fe|DCMS_LAUNCH=17-1|\u0080,  17-1",
        "X=DCMS_LAUNCH=17-1|,                  ''",
        "XDCMS_LAUNCH=17-1|,                   ''",
        "DCMS_LAUNCHS=17-1|,                   ''",
        "DCMS_LAUNCH=17-1,                     ''",
        "DCMS_LAUNCH=|,                        ''",
        "'',                                    ''"
    })
    void theTaskOfAnEnvironment(String environment, String task) {
        assertEquals(task, ProcFolder.markIn(environment.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void anEnvironmentIsReadUpToABound() throws IOException {
        process(50, "a", "S", 1, "A=" + "x".repeat(3_000_000) + "\0DCMS_LAUNCH=17-1\0");
        assertEquals(1 << 20, proc.environment(50).length);
        assertArrayEquals("A=xx".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(proc.environment(50), 4));
    }

    @Test
    void eachProcessIsAskedForItsTaskOnce() throws IOException {
        Cookies cookies = new Cookies(proc);
        process(50, "a", "S", 1, "DCMS_LAUNCH=17-1\0");
        assertEquals(Optional.of("17-1"), cookies.apply(proc.of(50)));
        process(50, "a", "S", 1, "DCMS_LAUNCH=18-1\0");
        assertEquals(Optional.of("17-1"), cookies.apply(proc.of(50)));
        process(50, "a", "S", 2, "DCMS_LAUNCH=18-1\0");
        assertEquals(Optional.of("18-1"), cookies.apply(proc.of(50)), "somebody else");
    }

    /** As it is for the moment in which a process becomes another program. */
    @Test
    void anEmptyEnvironmentIsLookedAtTwice() throws IOException {
        Cookies cookies = new Cookies(proc);
        process(50, "a", "S", 1, "");
        assertEquals(Optional.empty(), cookies.apply(proc.of(50)));
        assertEquals(Optional.of(""), cookies.apply(proc.of(50)));
    }

    @Test
    void whoSleepsUninterruptiblyIsAskedLater() throws IOException {
        Cookies cookies = new Cookies(proc);
        process(50, "a", "D", 1, "DCMS_LAUNCH=17-1\0");
        assertEquals(Optional.empty(), cookies.apply(proc.of(50)));
        process(50, "a", "S", 1, "DCMS_LAUNCH=17-1\0");
        assertEquals(Optional.of("17-1"), cookies.apply(proc.of(50)));
    }

    @Test
    void whoMayNotBeAskedNamesNoTask() throws IOException {
        process(50, "a", "S", 1, "");
        Entry entry = proc.of(50);
        Files.delete(root.resolve("50/environ"));
        assertEquals(Optional.of(""), new Cookies(proc).apply(entry));
    }
}
