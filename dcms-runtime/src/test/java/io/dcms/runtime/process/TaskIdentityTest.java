package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.runtime.schedule.Launcher.Exit;
import io.dcms.runtime.testing.Executables;
import io.dcms.runtime.testing.Shell;
import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a task is and finds when it starts. */
@ParameterizedClass
@EnumSource(Starter.class)
final class TaskIdentityTest {

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

    @Test
    @NeedsRoot
    void isItsRunnerAndNobodyElse() throws Exception {
        String user = RealLauncher.runner();
        List<String> said = real.output(RealLauncher.sh("grep -E '^(Uid|Gid|Groups):' /proc/$$/status")).lines().toList();
        String uid = Shell.out("id", "-u", user);
        String gid = Shell.out("id", "-g", user);
        assertEquals("Uid:" + ("\t" + uid).repeat(4), said.get(0), "real, effective, saved, for files");
        assertEquals("Gid:" + ("\t" + gid).repeat(4), said.get(1));
        TreeSet<String> others = new TreeSet<>(Arrays.asList(Shell.out("id", "-G", user).split(" ")));
        others.remove(gid);
        TreeSet<String> groups = new TreeSet<>(Arrays.asList(said.get(2).substring("Groups:".length()).strip().split(" ")));
        groups.remove(gid);
        groups.remove("");
        assertEquals(others, groups);
    }

    @Test
    @NeedsRoot
    void hasNoneOfRootsPowers() throws Exception {
        String said = real.output(RealLauncher.sh("grep -E '^Cap(Inh|Prm|Eff|Amb):' /proc/$$/status"));
        said.lines().forEach(line -> assertTrue(line.matches("Cap...:\t0+"), line));
        assertEquals(4, said.lines().count());
    }

    @Test
    void leadsASessionWithoutATerminal() throws Exception {
        String[] stat = real.output(RealLauncher.sh("echo $$; cat /proc/$$/stat")).replaceAll("\\(.*\\)", "x").split("[ \n]");
        String pid = stat[0];
        assertEquals(List.of(pid, pid), List.of(stat[5], stat[6]), "process group and session");
        assertEquals("0", stat[7], "terminal");
    }

    @Test
    void hasExactlyTheEnvironmentThatIsPromised() throws Exception {
        String user = RealLauncher.runner();
        String[] passwd = Shell.out("getent", "passwd", user).split(":");
        String[] pairs = real.output(RealLauncher.program(Path.of("/bin/cat")).executorFlags("/proc/self/environ")
                .options("{\"env\":{\"MINE\":\"a=b c\\n\",\"LANG\":\"C\",\"EMPTY\":\"\"}}")).split("\uFFFD");
        Map<String, String> found = new TreeMap<>();
        for (String pair : pairs) {
            found.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        String mark = found.remove("DCMS_LAUNCH");
        assertTrue(mark.matches("[0-9a-f]{1,16}"), mark);
        assertEquals(new TreeMap<>(Map.ofEntries(Map.entry("HOME", passwd[5]), Map.entry("LOGNAME", user), Map.entry("USER", user),
                Map.entry("SHELL", passwd[6]), Map.entry("PATH", "/usr/local/bin:/usr/bin:/bin"), Map.entry("LANG", "C"),
                Map.entry("MINE", "a=b c\n"), Map.entry("EMPTY", ""), Map.entry("DCMS_JOB_ID", "7"),
                Map.entry("DCMS_TASK_ID", "1700000010-7"), Map.entry("DCMS_FIRE_TIME", "1700000000"))), found);
    }

    /** The programs that give up root's power run with it: the loader would have run the job's library as root. */
    @Test
    void whatSteersTheLoaderIsGivenToTheTaskAlone() throws Exception {
        Path trace = Files.createDirectory(folder.resolve("trace"));
        Files.setPosixFilePermissions(trace, PosixFilePermissions.fromString("rwxrwxrwx"));
        String said = real.output(RealLauncher.sh("echo $LD_LIBRARY_PATH $PLAIN").options("""
                {"env":{"LD_DEBUG":"libs","LD_DEBUG_OUTPUT":"%s/x","LD_LIBRARY_PATH":"/opt/a b=c","PLAIN":"p"}}"""
                .formatted(trace)));
        assertEquals("/opt/a b=c p\n", said);
        String owner = RealLauncher.runner();
        try (var files = Files.list(trace)) {
            List<Path> traces = files.toList();
            assertTrue(!traces.isEmpty(), "the task itself has them");
            for (Path file : traces) {
                assertEquals(owner, Files.getOwner(file).getName(), file + " was written by a program that began as the agent");
            }
        }
    }

    @Test
    void startsInTheHomeOfItsRunner() throws Exception {
        String home = Shell.out("getent", "passwd", RealLauncher.runner()).split(":")[5];
        assertEquals(home + "\n", real.output(RealLauncher.sh("pwd -P")));
    }

    @Test
    void startsWhereItsJobSays() throws Exception {
        Path wanted = Files.createDirectory(folder.resolve("a b 中")).toRealPath();
        assertEquals(wanted + "\n", real.output(RealLauncher.sh("pwd -P").options("{\"cwd\":\"" + wanted + "\"}")));
    }

    @Test
    @NeedsRoot
    void entersTheFolderOfItsJobWithItsRunnersRightsAlone() throws Exception {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path open = Files.createDirectory(closed.resolve("open")).toRealPath();
        Files.writeString(open.resolve("file"), "not for everybody");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        Exit exit = real.exit(RealLauncher.sh("cat file").options("{\"cwd\":\"" + open + "\"}"));
        assertEquals(125, exit.status(), exit.output());
        assertTrue(exit.output().contains(open.toString()), exit.output());
    }

    @Test
    void isRefusedWhereTheFolderOfItsJobIsMissing() throws Exception {
        assertEquals("options.cwd: there is no folder /there/is/none",
                real.refusal(RealLauncher.sh("true").options("{\"cwd\":\"/there/is/none\"}")));
    }

    @Test
    void hasAnEmptyInputAndItsLogForBothOutputs() throws Exception {
        String task = real.launch(RealLauncher.sh("wc -c; readlink /proc/$$/fd/0; readlink /proc/$$/fd/1 /proc/$$/fd/2"));
        Path log = folder.toRealPath().resolve("dcms-runs/" + task + ".out");
        assertEquals("0\n/dev/null\n" + log + "\n" + log + "\n", real.ended(task).output());
        assertTrue(Files.isSameFile(log, real.log(task)));
    }

    @Test
    void inheritsNoDescriptorBeyondTheThree() throws Exception {
        assertEquals("0\n1\n2\n", real.output(RealLauncher.sh("ls /proc/$$/fd")));
    }

    @Test
    void keepsWhatItPrintsInOrder() throws Exception {
        assertEquals("1\n2\n3\n4\n", real.output(RealLauncher.sh("echo 1; echo 2 >&2; echo 3; echo 4 >&2")));
    }

    @Test
    void getsItsArgumentsAsTheyAre() throws Exception {
        Path script = Executables.script(folder, "#!/bin/sh\nfor a; do printf '<%s>' \"$a\"; done\n");
        assertEquals("<a b><><--help><--><-u><it's \"q\"><new\nline><*><$HOME><中 😀>",
                real.output(RealLauncher.program(script).executorFlags(
                        "'a b' '' --help -- -u \"it's \\\"q\\\"\" 'new\nline' * $HOME '中 😀'")));
    }

    /** But for QUIT, which the JDK blocks in all of its threads, and those of the C library, from 32 on. */
    @Test
    void ignoresAndBlocksNoSignal() throws Exception {
        Job.Builder grep = RealLauncher.program(Path.of("/bin/grep")).executorFlags("-E '^Sig(Blk|Ign):' /proc/self/status");
        for (String line : real.output(grep).lines().toList()) {
            assertEquals(0, Long.parseUnsignedLong(line.substring(8), 16) & 0x7fff_fffbL, line);
        }
    }

    @Test
    void hasTheLimitsAndThePriorityOfTheAgent() throws Exception {
        assertEquals(Files.readString(Path.of("/proc/self/limits")),
                real.output(RealLauncher.program(Path.of("/bin/cat")).executorFlags("/proc/self/limits")));
        assertEquals(Files.readString(Path.of("/proc/self/oom_score_adj")),
                real.output(RealLauncher.program(Path.of("/bin/cat")).executorFlags("/proc/self/oom_score_adj")));
        String nice = Files.readString(Path.of("/proc/self/stat")).replaceAll("\\(.*\\)", "x").split(" ")[18];
        assertEquals(nice + "\n", real.output(RealLauncher.sh("nice")));
    }

    @Test
    void makesFilesThatOthersCanReadAndNotWrite() throws Exception {
        assertEquals("0022\n", real.output(RealLauncher.sh("umask")));
    }

    /** Its log is its own as far as it can reach it: the folder of logs is closed to it. */
    @Test
    @NeedsRoot
    void canNeitherFindNorReplaceItsLog() throws Exception {
        String said = real.output(RealLauncher.sh("log=$(readlink /proc/$$/fd/1); ls $(dirname $log) 2>&1; rm -f $log 2>&1;"
                + " ln -sf /etc/shadow $log 2>&1; mv $log $log.old 2>&1; exit 0"));
        assertEquals(4, said.lines().filter(line -> line.contains("ermission denied")).count(), said);
    }
}
