package io.dcms.runtime.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.files.Own;
import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTable.Id;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Shell;
import io.dcms.runtime.testing.TaskUser;
import io.dcms.runtime.thread.NamedThreads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cgroup of a run is good for, and what is lost without; and that a number alone makes nobody a target. */
final class KillerTest {

    private static final String TASK = "1700000099-9";
    /** Prints its process id, and has nothing left of where it comes from. */
    private static final String STRAY = "(env -i setsid sh -c 'echo $$; exec sleep 1000' &); ";

    @TempDir
    private Path folder;
    private final AtomicLong elapsed = new AtomicLong();
    private final Set<Killable> runs = ConcurrentHashMap.newKeySet();
    private final List<String> gone = new CopyOnWriteArrayList<>();
    private final List<Process> started = new ArrayList<>();
    private Killer<Killable> killer;
    private Path output;

    /** A run that a test has started. */
    private record Beast(long uid, Process process, ProcessTree tree, Optional<Cgroup> cgroup, AtomicBoolean claimed) implements Killable {

        @Override
        public String taskId() {
            return TASK;
        }

        @Override
        public boolean ownProcessGone() {
            return !process.isAlive();
        }

        @Override
        public boolean beginKill() {
            return claimed.compareAndSet(false, true);
        }
    }

    @BeforeEach
    void open() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createFile(folder.resolve("output"));
        killer = new Killer<>(new NamedThreads("test-kill"), elapsed::get, () -> runs, run -> gone.add(run.taskId()));
    }

    @AfterEach
    void close() throws Exception {
        killer.close();
        started.forEach(Process::destroyForcibly);
        for (Process process : started) {
            process.waitFor();
        }
        for (String pid : printed()) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private List<String> printed() throws Exception {
        return Files.readAllLines(output);
    }

    /** Starts a run of this script as a launcher does, and waits until it has printed so many process ids. */
    private Beast start(String script, int pids, Optional<RealCgroups> cgroups) throws Exception {
        long uid = Own.uid() == 0 ? Long.parseLong(Shell.out("id", "-u", TaskUser.name())) : Own.uid();
        Optional<Cgroup> cgroup = cgroups.flatMap(real -> real.cgroups.forRun(TASK, uid));
        String procs = cgroup.map(group -> group.procsFile().toString()).orElse("/dev/null");
        String become = Own.uid() == 0 ? "setpriv --reuid=" + uid + " --clear-groups " : "";
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "read -r go && exec " + become
                + "sh -c 'echo 0 > \"$1\" && exec setsid sh -c \"$2\"' sh \"$@\"", "sh", procs, script);
        builder.environment().put(ProcessTree.MARK, TASK);
        Process process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        started.add(process);
        cgroups.ifPresent(real -> assertTrue(real.cgroups.addLauncher(uid, process.pid())));
        process.getOutputStream().write("go\n".getBytes());
        process.getOutputStream().close();
        Await.until("it prints " + pids + " process ids", () -> printed().size() >= pids);
        ProcessTree tree = new ProcessTree(process.pid(), ProcessTable.of(process.pid()).startTime(), TASK);
        Beast beast = new Beast(uid, process, tree, cgroup, new AtomicBoolean());
        runs.add(beast);
        return beast;
    }

    private void kill(Beast beast, Duration grace) throws Exception {
        killer.kill(beast, grace);
        Await.until("nothing is left of it", () -> gone.equals(List.of(TASK)));
    }

    /** The price of a machine without cgroups: who leaves session, parents and environment behind can't be told from others. */
    @Test
    void aStrayEscapesWithoutACgroup() throws Exception {
        Beast beast = start(STRAY + "exec sleep 1000", 1, Optional.empty());
        Await.until("the shell in between has left", () -> beast.process.info().command().orElse("").endsWith("/sleep"));
        kill(beast, Duration.ZERO);
        assertTrue(Shell.alive(printed().get(0)));
    }

    @Test
    void aStrayInItsCgroupIsAskedAsAllOthersAre() throws Exception {
        try (RealCgroups real = new RealCgroups()) {
            Beast beast = start(STRAY + "exec sleep 1000", 1, Optional.of(real));
            kill(beast, Duration.ofSeconds(10));
            assertFalse(Shell.alive(printed().get(0)));
            assertEquals(143, beast.process.exitValue());
        }
    }

    @Test
    void aStrayInItsCgroupThatIgnoresTerm() throws Exception {
        try (RealCgroups real = new RealCgroups()) {
            Beast beast = start("trap '' TERM; " + STRAY + "exec sleep 1000", 1, Optional.of(real));
            kill(beast, Duration.ZERO);
            assertFalse(Shell.alive(printed().get(0)));
            assertTrue(beast.cgroup.orElseThrow().remove());
        }
    }

    /** Each lives for a millisecond in a session of its own: nobody who looks and then signals gets hold of it. */
    @Test
    void aChainOfStraysInItsCgroup() throws Exception {
        Path script = Files.writeString(folder.resolve("chain"),
                "trap '' TERM; [ $1 -lt 20000 ] || exit 0; env -i setsid sh $0 $(($1 + 1)) & exit 0");
        try (RealCgroups real = new RealCgroups()) {
            Beast beast = start("echo $$; sh " + script + " 0 & exec sleep 1000", 1, Optional.of(real));
            kill(beast, Duration.ZERO);
            assertFalse(beast.cgroup.orElseThrow().populated());
        }
    }

    /** Its own runner can move it there. All in the cgroup die one by one then. */
    @Test
    void whoIsOlderThanTheRunIsNotHitThoughHeIsInItsCgroup() throws Exception {
        try (RealCgroups real = new RealCgroups()) {
            Process older = new ProcessBuilder("sleep", "1000").start();
            started.add(older);
            ProcFolder proc = ProcFolder.ofThisMachine();
            long since = proc.startTime(older.pid());
            Await.until("the clock goes on", () -> proc.now() > since + 1);
            Beast beast = start("trap '' TERM; " + STRAY + "exec sleep 1000", 1, Optional.of(real));
            Files.writeString(beast.cgroup.orElseThrow().procsFile(), Long.toString(older.pid()));
            kill(beast, Duration.ZERO);
            assertFalse(Shell.alive(printed().get(0)));
            assertTrue(older.isAlive());
            older.destroyForcibly().waitFor();
        }
    }

    /** As after a restart of the agent, when the numbers in its files may be somebody else's. */
    @Test
    void whoHasGotTheNumberOfARunIsNotHit() throws Exception {
        Process innocent = new ProcessBuilder("setsid", "sleep", "1000").start();
        started.add(innocent);
        Await.until("it leads a session", () -> ProcessTable.of(innocent.pid()).session() == innocent.pid());
        long start = ProcessTable.of(innocent.pid()).startTime();
        for (long other : new long[] {start - 1, start + 1}) {
            gone.clear();
            killer.kill(new Killable() {
                private final ProcessTree tree = new ProcessTree(innocent.pid(), other, TASK);

                @Override
                public String taskId() {
                    return TASK;
                }

                @Override
                public long uid() {
                    return Own.uid();
                }

                @Override
                public ProcessTree tree() {
                    return tree;
                }

                @Override
                public boolean ownProcessGone() {
                    return true;
                }

                @Override
                public boolean beginKill() {
                    return true;
                }
            }, Duration.ZERO);
            Await.until("the kill is over", () -> gone.equals(List.of(TASK)));
        }
        assertTrue(innocent.isAlive());
    }

    /** All of its members have ended since, and the number is another group's: a folder plays the kernel's. */
    @Test
    void noSignalReachesAGroupThatHasANumberSinceTheLook() throws Exception {
        Process innocent = new ProcessBuilder("setsid", "sleep", "1000").start();
        started.add(innocent);
        Await.until("it leads a group", () -> ProcessTable.of(innocent.pid()).group() == innocent.pid());
        Path proc = Files.createDirectories(folder.resolve("proc/" + innocent.pid()));
        Files.copy(Path.of("/proc/" + innocent.pid() + "/stat"), proc.resolve("stat"));
        Entry there = ProcessTable.of(innocent.pid());
        Signals signals = new Signals(new ProcFolder(proc.getParent()));
        Set<Long> groups = Set.of(there.group());
        signals.killGroups(groups, List.of(new Entry(there.pid(), 'S', 1, there.group(), there.session(), 1, there.startTime() - 1)));
        signals.killGroups(groups, List.of(new Entry(1_000_000_000, 'S', 1, there.group(), there.session(), 1, there.startTime())));
        signals.killGroups(groups, List.of(new Entry(there.pid(), 'S', 1, 1_000_000_000, there.session(), 1, there.startTime())));
        assertTrue(innocent.isAlive());
        signals.killGroups(groups, List.of(there));
        assertEquals(137, innocent.waitFor());
    }

    /** Between the look and the signal the number has become somebody else's: a folder plays the kernel's. */
    @Test
    void noSignalReachesWhoHasANumberSinceTheLook() throws Exception {
        Process innocent = new ProcessBuilder("sleep", "1000").start();
        started.add(innocent);
        Path proc = Files.createDirectories(folder.resolve("proc/" + innocent.pid()));
        Files.copy(Path.of("/proc/" + innocent.pid() + "/stat"), proc.resolve("stat"));
        Id id = ProcessTable.of(innocent.pid()).id();
        Signals signals = new Signals(new ProcFolder(proc.getParent()));
        Collection<Entry> before = List.of(new Entry(id.pid(), 'T', 1, id.pid(), id.pid(), 1, id.startTime() - 1));
        signals.term(before);
        signals.kill(before);
        signals.cont(before);
        assertTrue(innocent.isAlive());
        signals.kill(List.of(new Entry(id.pid(), 'S', 1, id.pid(), id.pid(), 1, id.startTime())));
        assertEquals(137, innocent.waitFor());
    }
}
