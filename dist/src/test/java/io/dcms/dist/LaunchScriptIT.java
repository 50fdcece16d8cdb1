package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/dcms-agent} and {@code bin/dcms} until the JVM takes over. */
@OnNewestJdkToo
final class LaunchScriptIT {
    @TempDir
    Path temp;

    private UnpackedTarball dcms;
    private FakeJava java;

    @BeforeEach
    void unpack() throws Exception {
        dcms = UnpackedTarball.in(temp);
        java = FakeJava.withReleaseFile(temp.resolve("fake java"), "17.0.15");
    }

    @ParameterizedTest
    @CsvSource({"bin/dcms-agent, io.dcms.runtime.Main", "bin/dcms, io.dcms.runtime.cli.Dcms"})
    void becomesTheJvmWithItsMainClassAndArguments(String script, String mainClass) throws Exception {
        Finished run = dcms.run(onFakeJava(dcms.path(script), "next", "two words", "", "*", "-x=\"$HOME\""));
        List<String> arguments = arguments(run);
        int main = arguments.indexOf(mainClass);
        assertEquals(List.of("next", "two words", "", "*", "-x=\"$HOME\""), arguments.subList(main + 1, arguments.size()));
        assertEquals(List.of("-cp", dcms.home() + "/lib/*"), arguments.subList(main - 2, main));
        assertTrue(arguments.contains("-Ddcms.home=" + dcms.home()), run::out);
    }

    /** So signals that are sent to the script's pid reach the JVM, and a supervisor sees the JVM's end. */
    @ParameterizedTest
    @ValueSource(strings = {"bin/dcms-agent", "bin/dcms"})
    void handsOnPidAndExitStatus(String script) throws Exception {
        Finished run = dcms.run(onFakeJava(dcms.path(script)));
        assertTrue(run.out().startsWith("pid=" + run.pid() + "\n"), () -> run.toString());
        assertEquals(FakeJava.EXIT, run.exit());
        assertEquals("", run.err());
    }

    @Test
    void leavesSignalsToTheJvm() throws Exception {
        ProcessBuilder command = onFakeJava(dcms.path("bin/dcms-agent"));
        command.environment().put("FAKE_JAVA", "waits");
        try (RunningAgent agent = dcms.startAgent(command)) {
            agent.awaitLog("waiting");
            agent.signal("HUP");
            agent.awaitLog("got HUP");
            assertEquals(FakeJava.EXIT, agent.stop());
            assertTrue(agent.log().endsWith("got TERM\n"), agent::log);
        }
    }

    @Test
    void isStartedByARelativePathFromAnotherFolder() throws Exception {
        ProcessBuilder command = onFakeJava(temp.relativize(dcms.path("bin/dcms"))).directory(temp.toFile());
        assertFoundItsHome(dcms.run(command), dcms.home());
    }

    /** As {@code /usr/local/bin/dcms} is one; a relative link is relative to where it lies, not to where one is. */
    @Test
    void isStartedThroughAChainOfRelativeLinks() throws Exception {
        Path versioned = Files.createSymbolicLink(temp.resolve("current"), Path.of(UnpackedTarball.topFolder()));
        Path bin = Files.createDirectories(temp.resolve("local/bin"));
        Files.createSymbolicLink(bin.resolve("first"), Path.of("../../current/bin/dcms"));
        Path link = Files.createSymbolicLink(bin.resolve("cron-of-the-fleet"), Path.of("first"));
        assertTrue(Files.isSameFile(versioned, dcms.home()));
        assertFoundItsHome(dcms.run(onFakeJava(link).directory(bin.toFile())), dcms.home().toRealPath());
    }

    @Test
    void isStartedByNameFromAFolderOfPath() throws Exception {
        ProcessBuilder command = onFakeJava(Path.of("/usr/bin/env"), "dcms");
        command.environment().merge("PATH", dcms.path("bin").toString(), (path, bin) -> bin + ":" + path);
        assertFoundItsHome(dcms.run(command), dcms.home());
    }

    @ParameterizedTest
    @ValueSource(strings = {"two  blanks", "it's \"quoted\"", "$HOME", "*", "-dash", "\u4efb\u52a1", "back\\slash"})
    void livesInAFolderOfAnyName(String name) throws Exception {
        UnpackedTarball moved = UnpackedTarball.in(Files.createDirectory(temp.resolve(name)));
        assertFoundItsHome(moved.run(onFakeJava(moved.path("bin/dcms-agent"))), moved.home());
    }

    @Test
    void saysThatNoClassPathCanNameAFolderWithAColon() throws Exception {
        UnpackedTarball moved = UnpackedTarball.in(Files.createDirectory(temp.resolve("a:b")));
        assertRefused("dcms: " + moved.home() + " has a colon in its name, which ends a folder in Java's class path: "
                + "move DCMS to a folder without one", moved.run(onFakeJava(moved.path("bin/dcms"))));
    }

    @Test
    void saysThatItsJarsAreMissing() throws Exception {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(dcms.path("lib"), "*.jar")) {
            for (Path jar : jars) {
                Files.delete(jar);
            }
        }
        assertRefused("dcms: " + dcms.home() + "/lib has no jars: this is DCMS's source or half a copy; "
                + "unpack dcms-<version>.tar.gz anew", dcms.run(onFakeJava(dcms.path("bin/dcms"))));
    }

    /** Where JAVA_HOME is not set. The java of PATH is a link on most machines; its release file lies where it points. */
    @Test
    void takesTheJavaOfPath() throws Exception {
        ProcessBuilder command = withoutJava(dcms.path("bin/dcms"));
        Files.createSymbolicLink(temp.resolve("tools/java"), java.program());
        assertFoundItsHome(dcms.run(command), dcms.home());
    }

    @Test
    void saysWhereItLookedWhereThereIsNoJava() throws Exception {
        assertRefused("dcms-agent: no Java: JAVA_HOME is not set and PATH (" + temp.resolve("tools") + ") has no java; "
                + "install Java 17 or newer, or set JAVA_HOME to one", dcms.run(withoutJava(dcms.path("bin/dcms-agent"))));
    }

    @Test
    void takesTheJavaThatCameWithIt() throws Exception {
        java = FakeJava.withReleaseFile(dcms.path("java"), "17.0.15");
        assertFoundItsHome(dcms.run(withoutJava(dcms.path("bin/dcms-agent"))), dcms.home());
    }

    @Test
    void takesAnotherThanCameWithItIfToldTo() throws Exception {
        FakeJava.withReleaseFile(dcms.path("java"), "1.7.0_80");
        assertFoundItsHome(dcms.run(onFakeJava(dcms.path("bin/dcms-agent"))), dcms.home());
    }

    @Test
    @OnItsOwnJavaToo
    void runsOnTheJavaThatIsMeant() throws Exception {
        ProcessBuilder command = dcms.command(dcms.path("bin/dcms-agent"), "-h");
        command.environment().put("DCMS_JAVA_OPTS", "-XshowSettings:properties");
        Finished run = dcms.run(command);
        assertTrue(run.err().contains("java.home = " + dcms.java().toRealPath() + "\n"), run::toString);
    }

    /** A JAVA_HOME that leads nowhere is a mistake to correct, not a wish to overrule. */
    @Test
    void takesNoOtherJavaThanThatOfJavaHome() throws Exception {
        ProcessBuilder command = onFakeJava(dcms.path("bin/dcms"));
        command.environment().put("JAVA_HOME", "/no/such/jdk");
        assertRefused("dcms: JAVA_HOME is /no/such/jdk, but /no/such/jdk/bin/java is no program: "
                + "set it to a Java 17 or newer, or unset it to use the java of PATH", dcms.run(command));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_392", "9", "11.0.2", "16.0.2"})
    void refusesAnOldJava(String version) throws Exception {
        java = FakeJava.withReleaseFile(temp.resolve("old"), version);
        assertRefused("dcms: the Java of JAVA_HOME (" + java.home() + ") is version " + version
                + ": DCMS needs 17 or newer; set JAVA_HOME to one", dcms.run(onFakeJava(dcms.path("bin/dcms"))));
    }

    /** From here on the version is told without starting the JVM: the fake one would print something to stderr. */
    @ParameterizedTest
    @ValueSource(strings = {"17", "17.0.15", "21.0.1.0.1", "25-ea", "100"})
    void takesAnyJavaFrom17On(String version) throws Exception {
        java = FakeJava.withReleaseFile(temp.resolve("good"), version);
        assertFoundItsHome(dcms.run(onFakeJava(dcms.path("bin/dcms"))), dcms.home());
    }

    @Test
    void asksAJavaWithoutAReleaseFile() throws Exception {
        java = FakeJava.thatMustBeAsked(temp.resolve("asked"),
                "Picked up JAVA_TOOL_OPTIONS: -Dx=y\nopenjdk version \"21.0.2\" 2024-01-16\nOpenJDK Runtime Environment");
        assertFoundItsHome(dcms.run(onFakeJava(dcms.path("bin/dcms"))), dcms.home());
    }

    @Test
    void refusesAnOldJavaWithoutAReleaseFile() throws Exception {
        java = FakeJava.thatMustBeAsked(temp.resolve("asked"), "java version \"1.7.0_80\"");
        assertRefused("dcms: the Java of JAVA_HOME (" + java.home() + ") is version 1.7.0_80: DCMS needs 17 or newer; "
                + "set JAVA_HOME to one", dcms.run(onFakeJava(dcms.path("bin/dcms"))));
    }

    @Test
    void refusesAJavaThatWillNotSayItsVersion() throws Exception {
        java = FakeJava.thatMustBeAsked(temp.resolve("asked"), "Hello");
        assertRefused("dcms: can't tell the version of the Java of JAVA_HOME (" + java.home() + "): \"" + java.program()
                + " -version\" printed no version; set JAVA_HOME to a Java 17 or newer",
                dcms.run(onFakeJava(dcms.path("bin/dcms"))));
    }

    /** They come after ours, because the JVM takes the last of two that contradict each other. */
    @Test
    void addsTheOptionsOfDcmsJavaOptsUnexpanded() throws Exception {
        ProcessBuilder command = onFakeJava(dcms.path("bin/dcms-agent"));
        command.environment().put("DCMS_JAVA_OPTS", " -Xmx1g   -Dpattern=* ");
        List<String> arguments = arguments(dcms.run(command));
        int added = arguments.indexOf("-Xmx1g");
        assertEquals("-Dpattern=*", arguments.get(added + 1));
        assertTrue(arguments.subList(0, added).contains("-Xmx128m"), arguments::toString);
    }

    /** Made by bin/dcms-prepare, and of no use to the command line. */
    @ParameterizedTest
    @CsvSource({"17.0.15, dcms-agent.jsa, -XX:SharedArchiveFile=", "24.0.1, dcms-agent.jsa, -XX:SharedArchiveFile=",
            "25, dcms-agent.aot, -XX:AOTCache="})
    void givesTheAgentTheArchiveForItsJavaIfThereIsOne(String version, String name, String option) throws Exception {
        java = FakeJava.withReleaseFile(temp.resolve("archived"), version);
        List<String> before = arguments(dcms.run(onFakeJava(dcms.path("bin/dcms-agent"))));
        assertTrue(before.stream().noneMatch(argument -> argument.startsWith(option)), before::toString);
        Path archive = Files.writeString(dcms.path("lib").resolve(name), "12345");
        assertFalse(arguments(dcms.run(onFakeJava(dcms.path("bin/dcms-agent")))).contains(option + archive));
        dcms.describeArchive(archive);
        assertTrue(arguments(dcms.run(onFakeJava(dcms.path("bin/dcms-agent")))).contains(option + archive));
        assertFalse(arguments(dcms.run(onFakeJava(dcms.path("bin/dcms")))).contains(option + archive));
        Files.writeString(archive, "1234");
        assertFalse(arguments(dcms.run(onFakeJava(dcms.path("bin/dcms-agent")))).contains(option + archive));
    }

    /** Earlier ones don't start with an option that they don't know. */
    @ParameterizedTest
    @CsvSource({"17, false", "17.0.9, false", "17.0.10, true", "18.0.2, false", "21.0.1, false", "21.0.2, true", "21.0.11, true", "25, true"})
    void letsAJavaThatCanGiveMemoryBack(String version, boolean can) throws Exception {
        java = FakeJava.withReleaseFile(temp.resolve("trimming"), version);
        assertEquals(can, arguments(dcms.run(onFakeJava(dcms.path("bin/dcms-agent")))).contains("-XX:TrimNativeHeapInterval=60000"));
    }

    /** Others may not start with an option that they don't know. */
    @ParameterizedTest
    @CsvSource({"17, true", "17.0.15, true", "19.0.2, false", "21.0.2, true", "25, true", "25.0.1, true", "26-ea, false", "31.0.2, false"})
    void letsAJavaSleepThatIsKnownToUnderstandHow(String version, boolean can) throws Exception {
        java = FakeJava.withReleaseFile(temp.resolve("sleeping"), version);
        List<String> arguments = arguments(dcms.run(onFakeJava(dcms.path("bin/dcms-agent"))));
        assertEquals(can, arguments.contains("-XX:+UnlockDiagnosticVMOptions"));
        assertEquals(can, arguments.contains("-XX:AsyncDeflationInterval=10000"));
        assertEquals(can, arguments.contains("-XX:GuaranteedSafepointInterval=0"));
    }

    @Test
    void givesTheAgentAUmaskOfItsOwnAndLeavesThatOfTheCommandLine() throws Exception {
        assertEquals("0022", umaskOf("bin/dcms-agent"));
        assertEquals("0077", umaskOf("bin/dcms"));
    }

    /** An agent with them in its environment would be taken for what the task has left behind, and killed with it. */
    @Test
    void anAgentThatATaskStartsIsNotThatTasks() throws Exception {
        ProcessBuilder command = onFakeJava(dcms.path("bin/dcms-agent"));
        List.of("DCMS_TASK_ID", "DCMS_JOB_ID", "DCMS_FIRE_TIME", "DCMS_LAUNCH").forEach(name -> command.environment().put(name, "17"));
        Finished run = dcms.run(command);
        assertTrue(run.out().lines().toList().contains("task="), run::out);
    }

    /** The real JVM, whichever is tested: an option that it does not know, or warns of, shows here. */
    @ParameterizedTest
    @ValueSource(strings = {"bin/dcms-agent", "bin/dcms"})
    void givesOptionsThatTheJvmTakesWithoutAWord(String script) throws Exception {
        ProcessBuilder command = dcms.command(dcms.path(script));
        command.environment().put("DCMS_JAVA_OPTS", "-version");
        Finished run = dcms.run(command);
        assertEquals(0, run.exit(), run::err);
        assertEquals(3, run.err().lines().count(), run::err);
        assertFalse(run.err().toLowerCase(Locale.ROOT).contains("warning"), run::err);
    }

    /** Init systems set no locale, and the JVM would then refuse each path that is not ASCII. */
    @ParameterizedTest
    @ValueSource(strings = {"bin/dcms-agent", "bin/dcms"})
    void letsTheJvmNameAnyFileWithoutALocale(String script) throws Exception {
        ProcessBuilder command = dcms.command(dcms.path(script));
        command.environment().put("DCMS_JAVA_OPTS", "-XshowSettings:properties -version");
        Finished run = dcms.run(command);
        assertTrue(run.err().contains("sun.jnu.encoding = UTF-8"), run::err);
    }

    private ProcessBuilder onFakeJava(Path program, String... arguments) {
        ProcessBuilder command = dcms.command(program, arguments);
        command.environment().put("JAVA_HOME", java.home().toString());
        return command;
    }

    /** With no JAVA_HOME, and a PATH that has what the scripts need and no java. */
    private ProcessBuilder withoutJava(Path program) throws IOException {
        Path tools = Files.createDirectory(temp.resolve("tools"));
        for (String tool : List.of("readlink", "sed")) {
            Files.copy(Path.of("/usr/bin", tool), tools.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }
        ProcessBuilder command = dcms.command(program);
        command.environment().remove("JAVA_HOME");
        command.environment().put("PATH", tools.toString());
        return command;
    }

    private String umaskOf(String script) throws IOException, InterruptedException {
        Finished run = dcms.run(onFakeJava(Path.of("/bin/sh"), "-c", "umask 077; exec " + script));
        return run.out().lines().filter(line -> line.startsWith("umask=")).findFirst().orElseThrow().substring(6);
    }

    private static List<String> arguments(Finished run) {
        String prefix = "argument=";
        return run.out().lines().filter(line -> line.startsWith(prefix)).map(line -> line.substring(prefix.length())).toList();
    }

    private static void assertFoundItsHome(Finished run, Path home) {
        assertEquals("", run.err());
        assertTrue(arguments(run).contains("-Ddcms.home=" + home), run::toString);
    }

    private static void assertRefused(String line, Finished run) {
        assertEquals(new Finished(run.pid(), 1, "", line + "\n"), run);
    }
}
