package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.files.Own;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.verify.Runner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The script in each shell of this machine that may be somewhere's {@code sh}, as the user of the test. */
final class SuperviseScriptTest {

    private static final String ID = "1700000010-7";

    @TempDir
    private Path folder;
    private RunFiles files;
    private Dialect dialect;
    private LauncherShell shell;
    private String firstLine;
    private final List<String> said = new ArrayList<>();

    static List<String> shells() {
        return List.of("/usr/bin/perl", "/bin/dash", "/bin/bash --posix", "/bin/busybox ash", "/bin/sh").stream()
                .filter(shell -> Files.isExecutable(Path.of(shell.split(" ")[0]))).toList();
    }

    private static Dialect dialect(String name) throws Exception {
        return name.endsWith("perl") ? new PerlDialect(name) : new ShellDialect(Tools.find());
    }

    private static List<String> command(String name) throws Exception {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(List.of(name.split(" ")));
        command.addAll(List.of(dialect(name).program().get(1), "keep"));
        return command;
    }

    @BeforeEach
    void makeFolder() throws Exception {
        files = new RunFiles(folder, Processes.ofThisMachine().boot());
    }

    @AfterEach
    void close() throws Exception {
        if (shell != null) {
            shell.leave();
            assertTrue(shell.awaitLeft(Await.DEADLINE.toNanos()));
        }
    }

    private void open(String name) throws Exception {
        dialect = dialect(name);
        shell = new LauncherShell(new Runner("x", 1, 1, List.of(), "/", "/bin/sh"), dialect, command(name), files.folder(),
                Map.of("HOME", "/", "PATH", "/usr/bin:/bin"), new LauncherShell.Listener() {
                    @Override
                    public void said(LauncherShell from, String line) {
                        synchronized (said) {
                            said.add(line);
                        }
                    }

                    @Override
                    public void died(LauncherShell from) {
                        // seen by awaitEnd
                    }
                });
    }

    private void create(String id) throws Exception {
        firstLine = files.create(id, Files.createFile(folder.resolve(id + ".log")), Own.uid(), "1");
    }

    /** What was created last. */
    private void supervise(String id, String cgroup, String folder, String... command) {
        shell.run(script(id, cgroup, folder, command));
    }

    private String script(String id, String cgroup, String folder, String... command) {
        return dialect.run(new Order(id, folder, new TreeMap<>(Map.of("DCMS_TASK_ID", id)), List.of(command)), "1", firstLine, cgroup);
    }

    private List<String> said() {
        synchronized (said) {
            return List.copyOf(said);
        }
    }

    private String end(String id) throws Exception {
        Await.until("the end of " + id + " is told", () -> said().stream().anyMatch(line -> line.startsWith(id + " e ")));
        return said().stream().filter(line -> line.startsWith(id + " e ")).findFirst().orElseThrow().split(" ")[2];
    }

    private String output(String id) throws Exception {
        return Files.readString(folder.resolve(id + ".log"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void startAndEndAreWrittenAndTold(String name) throws Exception {
        open(name);
        create(ID);
        supervise(ID, "", "", "/bin/sh", "-c", "echo $$; echo x >&2; exit 3");
        assertEquals("3", end(ID));
        RunFile file = files.read(ID).orElseThrow();
        assertEquals(3, file.status().getAsInt());
        RunFile.Start start = file.start().orElseThrow();
        assertEquals(start.pid() + "\nx\n", output(ID));
        long ended = file.end().orElseThrow().ticks();
        assertEquals(List.of(ID + " s " + start.pid() + " " + start.ticks() + " " + start.supervisor(), ID + " e 3 " + ended), said());
        assertTrue(start.ticks() <= ended && ended <= Processes.ofThisMachine().now(), () -> start + " to " + ended);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theRunIsAsIfNoShellHadBeenThere(String name) throws Exception {
        open(name);
        create(ID);
        supervise(ID, "", "", "/bin/cat", "/proc/self/environ");
        assertEquals("0", end(ID));
        assertEquals("DCMS_LAUNCH=1 DCMS_TASK_ID=" + ID + " HOME=/ PATH=/usr/bin:/bin",
                String.join(" ", List.of(output(ID).split("\0")).stream().sorted().toList()));
        create(ID + "-2");
        supervise(ID + "-2", "", "/usr", "/usr/bin/perl", "-e", "opendir D, '/proc/self/fd'; print join(',', grep {/^[0-9]/ "
                + "&& $_ != 3} sort readdir D), ' ', readlink('/proc/self/cwd'), ' ', (umask), \"\\n\"; exec 'cat /proc/self/status'");
        assertEquals("0", end(ID + "-2"));
        List<String> lines = output(ID + "-2").lines().toList();
        assertEquals("0,1,2 /usr 18", lines.get(0));
        for (String line : lines) {
            if (line.matches("Sig(Blk|Ign):.*")) {
                assertEquals(0, Long.parseUnsignedLong(line.substring(8), 16) & 0x7fff_fffbL, line);
            }
        }
    }

    /** It is stopped, say. Who waits for all runs of a user must not wait for it, and tells it when it reads again. */
    @ParameterizedTest
    @MethodSource("shells")
    void anAgentThatDoesNotReadHoldsUpNoEnd(String name) throws Exception {
        dialect = dialect(name);
        create(ID);
        ProcessBuilder builder = new ProcessBuilder(command(name)).directory(files.folder().toFile());
        builder.environment().put("HOME", "/");
        Process launcher = builder.start();
        Path go = folder.resolve("go");
        try (OutputStream input = launcher.getOutputStream(); BufferedReader output = launcher.inputReader()) {
            write(input, dialect.together(List.of(script(ID, "", "", "/bin/sh", "-c",
                    "echo here; while ! test -e " + go + "; do sleep 0.01; done; exit 4"))));
            Await.until("it runs", () -> output(ID).equals("here\n"));
            Process flood = new ProcessBuilder("yes").redirectOutput(Path.of("/proc", Long.toString(launcher.pid()), "fd/1").toFile())
                    .start();
            Processes processes = Processes.ofThisMachine();
            Await.until("the pipe is full", () -> processes.find(flood.pid()).orElseThrow().state() == 'S');
            Files.createFile(go);
            Await.until("its end is written down", () -> files.read(ID).orElseThrow().status().isPresent());
            flood.destroyForcibly().waitFor();
            String line = output.readLine();
            // The last one of the flood may be cut off.
            while (line != null && !line.matches("y?" + ID + " e 4 \\d+")) {
                line = output.readLine();
            }
            assertTrue(line != null, "its end was not told");
        }
    }

    private static void write(OutputStream input, String command) throws IOException {
        input.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    /** What the shell said of that, "I/O error", was taken for the run's own words, and its job forbade the word. */
    @ParameterizedTest
    @MethodSource("shells")
    void anAgentThatDiesWhileARunStartsIsNotSpokenOfInItsLog(String name) throws Exception {
        dialect = dialect(name);
        ProcessBuilder builder = new ProcessBuilder(command(name)).directory(files.folder().toFile());
        builder.environment().put("HOME", "/");
        Process launcher = builder.start();
        launcher.getInputStream().close();
        create(ID);
        try (OutputStream input = launcher.getOutputStream()) {
            input.write((dialect.together(List.of(script(ID, "", "", "/bin/echo", "done"))) + "\nleave\n").getBytes(StandardCharsets.UTF_8));
        }
        Await.until("its end is written down", () -> files.read(ID).orElseThrow().status().isPresent());
        assertEquals("done\n", output(ID));
        assertTrue(launcher.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void itEntersItsCgroupBeforeAnythingElse(String name) throws Exception {
        open(name);
        create(ID);
        Path procs = Files.createFile(folder.resolve("cgroup.procs"));
        supervise(ID, procs.toString(), "", "/bin/cat", procs.toString());
        assertEquals("0", end(ID));
        assertEquals("0\n", output(ID));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatCannotBeRunEndsWithTheStatusOfAShellAndAReason(String name) throws Exception {
        open(name);
        create(ID);
        supervise(ID, "", "", "/there/is/none");
        assertEquals("127", end(ID));
        assertTrue(output(ID).contains("/there/is/none"), output(ID));
        create(ID + "-2");
        supervise(ID + "-2", "", "/there/is/none", "/bin/true");
        assertEquals("125", end(ID + "-2"));
        assertTrue(output(ID + "-2").contains("/there/is/none"), output(ID + "-2"));
    }

    /** Either it is found to have started or it never does, whoever of the two is faster. */
    @ParameterizedTest
    @MethodSource("shells")
    void aRunThatIsRevokedWhileItIsStartedNeverRunsUnnoticed(String name) throws Exception {
        open(name);
        int started = 0;
        for (int round = 0; round < 150; round++) {
            String id = "17000" + round + "-7";
            create(id);
            supervise(id, "", "", "/bin/echo", "ran");
            long until = System.nanoTime() + 20_000L * (round % 75);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            Optional<RunFile.Start> found = files.revoke(id).orElseThrow().file().start();
            started += found.isPresent() ? 1 : 0;
            end(id);
            assertTrue(found.isPresent() || !output(id).contains("ran\n"), "round " + round);
        }
        System.getLogger(getClass().getName()).log(System.Logger.Level.INFO, "{0}: {1} of 150 had started", name, started);
    }

    /** More than fit in its pipe, or in what it reads at once. */
    @ParameterizedTest
    @MethodSource("shells")
    void manyAtOnceAreEachStartedAndEndedOnce(String name) throws Exception {
        open(name);
        int many = 300;
        for (int i = 0; i < many; i++) {
            String id = "17000" + i + "-7";
            create(id);
            supervise(id, "", "", "/bin/sh", "-c", "exit " + i % 100);
        }
        for (int i = 0; i < many; i++) {
            String id = "17000" + i + "-7";
            assertEquals(Integer.toString(i % 100), end(id));
            assertEquals(i % 100, files.read(id).orElseThrow().status().getAsInt());
        }
        assertEquals(2 * many, said().size());
    }

    /** The pipe to the agent breaks when that dies; no run, and no end, may be lost by it. */
    @ParameterizedTest
    @MethodSource("shells")
    void theEndIsWrittenDownWhenNobodyListensAnyMore(String name) throws Exception {
        open(name);
        create(ID);
        Path go = folder.resolve("go");
        supervise(ID, "", "", "/bin/sh", "-c", "while ! test -e " + go + "; do sleep 0.01; done; exit 4");
        Await.until("it runs", () -> !said().isEmpty());
        shell.leave();
        assertTrue(shell.awaitLeft(Await.DEADLINE.toNanos()));
        Files.createFile(go);
        Await.until("its end is written", () -> files.read(ID).orElseThrow().status().isPresent());
        assertEquals(4, files.read(ID).orElseThrow().status().getAsInt());
    }

    /** The room for the end was taken when the file was made: here the file can't grow beyond the block that it has. */
    @ParameterizedTest
    @MethodSource("shells")
    void theEndFitsWhereNoFileCanGrow(String name) throws Exception {
        open("/usr/bin/prlimit --fsize=4096 " + name);
        create(ID);
        supervise(ID, "", "", "/bin/sh", "-c", "trap '' XFSZ; head -c 100000 /dev/zero; exit 4");
        assertEquals("4", end(ID));
        assertEquals(4, files.read(ID).orElseThrow().status().getAsInt());
    }
}
