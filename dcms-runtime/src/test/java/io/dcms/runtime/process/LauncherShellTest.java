package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Executables;
import io.dcms.runtime.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A task has the rights of the shell that started it: it can stop and kill it, and its own supervisor. */
@ParameterizedClass
@EnumSource(Starter.class)
final class LauncherShellTest {

    @Parameter
    private Starter starter;
    @TempDir
    private Path folder;
    private RealLauncher real;

    @BeforeEach
    void open() throws Exception {
        real = new RealLauncher(folder, starter);
    }

    @AfterEach
    void close() throws Exception {
        real.close();
    }

    /** The shell leads the session that supervisors are in. */
    private long shell(String task) throws Exception {
        String supervisor = Shell.out("ps", "-o", "ppid=", "-p", start(task));
        return Long.parseLong(Shell.out("ps", "-o", "sid=", "-p", supervisor));
    }

    private String start(String task) throws Exception {
        real.answers.await(task, "started");
        return Long.toString(RunFile.parse(Files.readString(folder.resolve("dcms-runs").resolve(task))).start().orElseThrow().pid());
    }

    private void signal(String signal, long pid) throws Exception {
        Shell.signal(signal, Long.toString(pid));
    }

    /** A shell has left another process with each run; a perl waits for all of them, and how they end is lost with it. */
    @Test
    void itsDeathHarmsNoRunAndNoneThatFollows() throws Exception {
        Path go = folder.resolve("go");
        String task = real.launch(RealLauncher.sh("while ! test -e " + go + "; do sleep 0.01; done; echo end; exit 3"));
        long shell = shell(task);
        signal("KILL", shell);
        Await.until("it is gone", () -> !Shell.alive(Long.toString(shell)));
        assertEquals("next\n", real.output(RealLauncher.sh("echo next")));
        Files.createFile(go);
        assertEquals("end\n", real.ended(task).output());
        assertEquals(starter == Starter.SH ? 3 : 0, real.ended(task).status());
        assertEquals(starter == Starter.SH ? "" : "its supervisor was killed, so its exit status is not known", real.ended(task).lost());
    }

    /** Only what it owes or has running is lost with it: nobody may wait for it in vain. */
    @Test
    void theEndsOfAllItsRunsAreToldWhenItIsKilled() throws Exception {
        Path go = folder.resolve("go");
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(real.launch(RealLauncher.sh("while ! test -e " + go + "; do sleep 0.01; done; exit 3")));
        }
        for (String task : tasks) {
            real.answers.await(task, "started");
        }
        signal("KILL", shell(tasks.get(0)));
        Files.createFile(go);
        for (String task : tasks) {
            real.ended(task);
        }
    }

    /** A process of its user can take a descriptor from a supervisor, and be stopped or wait for ever with it. */
    @Test
    void oneWhosePipeIsHeldLeavesNoThreadBehind() throws Exception {
        Set<Thread> before = listeners();
        String task = real.launch(RealLauncher.sh("exec sleep 1000"));
        Process holder = withPipe(task, "exec sleep 1000");
        try {
            signal("KILL", shell(task));
            signal("KILL", Long.parseLong(start(task)));
            real.ended(task);
            Await.until("nobody listens to it any more", () -> before.containsAll(listeners()));
            assertTrue(holder.isAlive());
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    /** When a process ends the JDK reads into memory what is in its pipe, however much comes. */
    @Test
    void oneWhosePipeIsFloodedAfterItsEndIsHeardNoMore() throws Exception {
        Set<Thread> before = listeners();
        String task = real.launch(RealLauncher.sh("exec sleep 1000"));
        Process flood = withPipe(task, "exec yes");
        try {
            signal("KILL", shell(task));
            signal("KILL", Long.parseLong(start(task)));
            real.ended(task);
            Await.until("nobody listens to it any more", () -> before.containsAll(listeners()));
            assertEquals(141, flood.waitFor());
        } finally {
            flood.destroyForcibly().waitFor();
        }
    }

    /** Whoever writes into a full pipe waits as long as somebody could still read it. */
    @Test
    void oneWhosePipeIsFloodedByAUserWhoCouldReadItHoldsUpNobody() throws Exception {
        Set<Thread> before = listeners();
        String task = real.launch(RealLauncher.sh("exec sleep 1000"));
        Process flood = withPipe(task, "exec 5</proc/self/fd/1; exec yes");
        try {
            signal("KILL", shell(task));
            signal("KILL", Long.parseLong(start(task)));
            real.ended(task);
            Await.until("nobody listens to it any more", () -> before.containsAll(listeners()));
            assertEquals("next\n", real.output(RealLauncher.sh("echo next")));
        } finally {
            flood.destroyForcibly().waitFor();
        }
    }

    private Process withPipe(String task, String command) throws Exception {
        String supervisor = Shell.out("ps", "-o", "ppid=", "-p", start(task));
        return new ProcessBuilder("sh", "-c", command).redirectOutput(Path.of("/proc", supervisor, starter == Starter.SH ? "fd/3" : "fd/1").toFile()).start();
    }

    /** Also those of other tests, which may be about to end. */
    private static Set<Thread> listeners() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("dcms-heard-"))
                .collect(Collectors.toSet());
    }

    @Test
    void oneThatIsStoppedIsToldToGoOn() throws Exception {
        signal("STOP", shell(real.launch(RealLauncher.sh("exec sleep 1000"))));
        String task = real.launch(RealLauncher.sh("echo x"));
        // The shell owes the start from the moment on in which it was given to it, and that is not to be seen from here. After two minutes
        // it would be given up: so, when some seconds have passed, time goes too slowly for that.
        AtomicInteger looks = new AtomicInteger();
        Await.until("it has started", () -> {
            real.pass(Duration.ofMillis(looks.getAndIncrement() < 120 ? 50 : 9));
            return real.answers.first(task, "started").isPresent();
        });
        assertEquals("x\n", real.ended(task).output());
    }

    @Test
    void whatItOwesWhenItDiesIsStartedByTheNextOnce() throws Exception {
        Path marks = folder.resolve("marks");
        long shell = shell(real.launch(RealLauncher.sh("exec sleep 1000")));
        signal("STOP", shell);
        Files.setPosixFilePermissions(Files.createFile(marks), PosixFilePermissions.fromString("rw-rw-rw-"));
        List<String> tasks = List.of(real.launch(RealLauncher.sh("echo x >>" + marks)), real.launch(RealLauncher.sh("echo x >>" + marks)));
        signal("KILL", shell);
        for (String task : tasks) {
            assertEquals(0, real.ended(task).status());
        }
        assertEquals("x\nx\n", Files.readString(marks));
    }

    @Test
    void aRunThatKillsItsSupervisorIsWatchedToItsEndWhichIsLost() throws Exception {
        String task = real.launch(RealLauncher.sh("kill -KILL $PPID; echo x"));
        assertEquals("its supervisor was killed, so its exit status is not known", real.ended(task).lost());
        assertEquals("x\n", real.ended(task).output());
    }

    @Test
    void aRunThatStopsItsSupervisorEndsAllTheSame() throws Exception {
        assertEquals(3, real.exit(RealLauncher.sh("kill -STOP $PPID; exit 3")).status());
    }

    @Test
    void aRunThatKillsItsSupervisorCanBeKilled() throws Exception {
        String task = real.launch(RealLauncher.sh("kill -KILL $PPID; echo $$; exec sleep 1000"));
        String pid = real.lines(task, 1).get(0);
        real.terminateAtOnce(task);
        real.ended(task);
        assertFalse(Shell.alive(pid));
    }

    /** One for all runs of a user, and no thread for each of them. */
    @Test
    void theNumberOfThreadsDoesNotGrowWithTheRuns() throws Exception {
        real.answers.await(real.launch(RealLauncher.sh("exec sleep 1000")), "started");
        int before = Thread.activeCount();
        int few = 10;
        for (int i = 0; i < 50; i++) {
            real.answers.await(real.launch(RealLauncher.sh("exec sleep 1000")), "started");
        }
        assertTrue(Thread.activeCount() < before + few, () -> Thread.getAllStackTraces().keySet().toString());
    }

    @Test
    void argumentsAndVariablesReachTheRunAsTheyAre() throws Exception {
        StringBuilder odd = new StringBuilder("' '' \" \\ \\\\ \\n $ ` $(x) * ? [a] ~ ! # & ; | < > ( ) { } %s -n \t\r\n\n end\\");
        for (int c = 1; c < 0x250; c++) {
            odd.appendCodePoint(c);
        }
        odd.append("中 😀\n");
        Path script = Executables.script(folder, "#!/usr/bin/perl\nprint $ARGV[0], \"<>\", $ENV{ODD}, \"<>\", join(\",\", "
                + "map {\"$_=$ENV{$_}\"} sort grep {!/^(ODD|DCMS_.*|HOME|USER|LOGNAME|SHELL|PATH|LANG)$/} keys %ENV);\n");
        JsonWriter options = new JsonWriter().object().name("env").object().name("ODD").value(odd.toString());
        for (String name : List.of("IFS", "PWD", "OLDPWD", "SHLVL", "PPID", "UID", "dcms_x", "dcms_pid",
                "OPTIND", "PS4", "n", "line", "_x")) {
            options.name(name).value(name + " of the job's");
        }
        options.end().end();
        String argument = "'" + odd.toString().replace("'", "'\\''") + "'";
        String task = real.launch(TestJobs.planned(RealLauncher.program(script).executorFlags(argument).options(options.toString())));
        assertEquals(0, real.ended(task).status());
        String printed = Files.readString(real.log(task));
        String[] parts = printed.split("<>");
        assertEquals(odd.toString(), parts[0]);
        assertEquals(odd.toString(), parts[1]);
        assertEquals("IFS OLDPWD OPTIND PPID PS4 PWD SHLVL UID _x dcms_pid dcms_x line n", String.join(" ",
                Arrays.stream(parts[2].split(",")).map(pair -> pair.replaceFirst("^(.*)=\\1 of the job's$", "$1")).toList()));
    }
}
