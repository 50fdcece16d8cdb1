package io.dcms.runtime.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the agent's cgroup is, and what becomes of the runs' below it: those with the kernel's own, where a test may make some. */
final class CgroupsTest {

    private static final String UNIFIED = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
    private static final String HYBRID = """
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:9 master:1 - cgroup2 cgroup2 rw
            """;
    private static final String OF_A_CONTAINER = "50 41 0:26 /docker/abc /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw\n";
    private static final String WITH_A_BLANK = "30 23 0:26 / /mnt/my\\040cgroup rw - cgroup2 cgroup2 rw\n";
    private static final String OF_OLD = "33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct\n";

    private static String mounts(String name) {
        return switch (name) {
            case "unified" -> UNIFIED;
            case "hybrid" -> HYBRID;
            case "container" -> OF_A_CONTAINER;
            case "blank" -> WITH_A_BLANK;
            default -> OF_OLD;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "unified,   0::/system.slice/dcms.service,  /sys/fs/cgroup/system.slice/dcms.service",
        "unified,   0::/,                           /sys/fs/cgroup",
        "hybrid,    0::/,                           /sys/fs/cgroup/unified",
        "hybrid,    0::/user.slice,                 /sys/fs/cgroup/unified/user.slice",
        "container, 0::/docker/abc,                 /sys/fs/cgroup",
        "container, 0::/docker/abc/below,           /sys/fs/cgroup/below",
        "blank,     0::/a b,                        /mnt/my cgroup/a b",
        // A run has started the agent anew: its runs are beside that run, not below it.
        "unified,   0::/system.slice/dcms.service/dcms-0a1b2c/1000/17-1, /sys/fs/cgroup/system.slice/dcms.service",
        "unified,   0::/dcms-0a1b2c/1000/17-1,      /sys/fs/cgroup"
    })
    void theFolderOfTheAgentsCgroup(String mounts, String cgroup, Path folder) throws IOException {
        assertEquals(folder, Cgroups.place(mounts(mounts), "9:name=systemd:/x\n" + cgroup + "\n"));
    }

    @Test
    void theFolderOfARunThatAnAgentStartedElsewhere() throws IOException {
        assertEquals(Path.of("/sys/fs/cgroup/user.slice/dcms-0a1b2c/1000/17-1"),
                Cgroups.folder(UNIFIED, Cgroups.pathOf("1:cpu:/\n0::/user.slice/dcms-0a1b2c/1000/17-1\n")));
    }

    @ParameterizedTest
    @CsvSource({
        "unified,   1:name=systemd:/,   the kernel has no cgroup 2",
        "old,       0::/,               'cgroup 2 is not mounted, or not where this process is in it'",
        "container, 0::/docker/abcd,    'cgroup 2 is not mounted, or not where this process is in it'",
        "container, 0::/../other,       'cgroup 2 is not mounted, or not where this process is in it'"
    })
    void whereThereIsNone(String mounts, String cgroup, String why) {
        assertEquals(why, assertThrows(IOException.class, () -> Cgroups.place(mounts(mounts), cgroup + "\n")).getMessage());
    }

    @Test
    void aFolderThatIsNoCgroupAtAll(@TempDir Path proc) throws IOException {
        Path mounted = Files.createDirectories(proc.resolve("mounted"));
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("self/mountinfo"), "30 23 0:26 / " + mounted + " rw - cgroup2 cgroup2 rw\n");
        Files.writeString(proc.resolve("self/cgroup"), "0::/\n");
        assertEquals(Optional.empty(), Cgroups.probe(proc, "dcms-test"));
        assertEquals(Optional.empty(), Cgroups.probe(proc.resolve("none"), "dcms-test"));
    }

    @Test
    void namesThatAreNoTaskIdGetNone() throws Exception {
        try (RealCgroups real = new RealCgroups()) {
            for (String name : List.of("launcher", "..", "a/b", "")) {
                assertEquals(Optional.empty(), real.cgroups.forRun(name, 65534), name);
            }
        }
    }

    @Test
    void ofARunThatIsOverIsRemovedWhenItIsEmpty() throws Exception {
        try (RealCgroups real = new RealCgroups()) {
            Cgroup cgroup = real.cgroups.forRun("17-1", 65534).orElseThrow();
            Process process = new ProcessBuilder("sleep", "1000").start();
            try {
                Files.writeString(cgroup.procsFile(), Long.toString(process.pid()));
                assertEquals(List.of(process.pid()), cgroup.members());
                assertTrue(cgroup.populated());
                assertFalse(cgroup.remove());
                real.cgroups.sweep(task -> false);
                assertTrue(cgroup.populated(), "what lives on stays where it is");
                cgroup.kill();
                assertEquals(137, process.waitFor());
            } finally {
                process.destroyForcibly();
            }
            Await.until("it is empty", () -> !cgroup.populated());
            real.cgroups.sweep(task -> task.equals("17-1"));
            assertTrue(Files.exists(cgroup.procsFile()), "it is in use");
            real.cgroups.sweep(task -> false);
            assertFalse(Files.exists(cgroup.procsFile()));
            assertEquals(List.of(), cgroup.members());
            assertTrue(cgroup.remove());
        }
    }

    @Test
    void theNextAgentFindsThatOfARun() throws Exception {
        try (RealCgroups real = new RealCgroups()) {
            Cgroup cgroup = real.cgroups.forRun("17-1", 65534).orElseThrow();
            assertEquals(cgroup.procsFile(), real.cgroups.ofAdopted("17-1", 65534, 1, 0).orElseThrow().procsFile());
            assertEquals(Optional.empty(), real.cgroups.ofAdopted("17-2", 65534, 1, 0).map(Cgroup::procsFile));
        }
    }

    /** An agent that a run has started is in that run's cgroup, as are those of its own runs if an older one made them there. */
    @Test
    void isNotKilledAsAWholeIfThereAreOthersBelowIt() throws Exception {
        try (RealCgroups real = new RealCgroups()) {
            Cgroup cgroup = real.cgroups.forRun("17-1", 65534).orElseThrow();
            Path below = Files.createDirectory(cgroup.procsFile().resolveSibling("dcms-test-below"));
            Process process = new ProcessBuilder("sleep", "1000").start();
            try {
                Files.writeString(below.resolve("cgroup.procs"), Long.toString(process.pid()));
                cgroup.kill();
                assertTrue(cgroup.populated());
                assertTrue(process.isAlive());
            } finally {
                process.destroyForcibly().waitFor();
                Await.until("it is removed", () -> new Cgroup(below).remove());
            }
        }
    }
}
