package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** DCMS as a user has it who has just unpacked the tarball. */
final class UnpackedTarball {
    private final Path home;
    private final Path outputs;

    private UnpackedTarball(Path home, Path outputs) {
        this.home = home;
        this.outputs = outputs;
    }

    /** Unpacks the tarball into a folder, which may have any name but must exist. */
    static UnpackedTarball in(Path folder) throws IOException, InterruptedException {
        Path outputs = Files.createDirectories(folder.resolve("outputs"));
        Finished tar = Finished.run(
                new ProcessBuilder("tar", "-xzf", tarball().toString(), "-C", folder.toString()), outputs);
        assertEquals(0, tar.exit(), () -> "tar: " + tar);
        // For a test that failed between two agents.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Leftovers.kill(folder)));
        return new UnpackedTarball(folder.resolve(topFolder()), outputs);
    }

    /** The tarball that the build has made. */
    static Path tarball() {
        return Path.of(System.getProperty("dcms.tarball"));
    }

    /** The one folder that the tarball consists of: {@code dcms-<version>}. */
    static String topFolder() {
        return tarball().getFileName().toString().replaceFirst("(-linux-.*)?\\.tar\\.gz$", "");
    }

    /** The Java that shipped programs are tested on. */
    static Path javaHome() {
        String fromEnvironment = System.getenv().getOrDefault("DCMS_TEST_JAVA_HOME", System.getProperty("java.home"));
        return Path.of(System.getProperty("DCMS_TEST_JAVA_HOME", fromEnvironment));
    }

    /** The Java that programs of this tarball get here: its own if it has brought one. */
    Path java() {
        Path own = path("java");
        return Files.exists(own) ? own : javaHome();
    }

    /** The folder that holds {@code bin/} and {@code lib/}. */
    Path home() {
        return home;
    }

    /** A file or folder of it, such as {@code bin/dcms}. */
    Path path(String relative) {
        return home.resolve(relative);
    }

    /** Runs {@code bin/dcms} to its end. */
    Finished dcms(String... arguments) throws IOException, InterruptedException {
        return run(command(path("bin/dcms"), arguments));
    }

    /** Runs {@code bin/dcms-agent} to its end, for flags with which it does end. */
    Finished agent(String... flags) throws IOException, InterruptedException {
        return run(command(path("bin/dcms-agent"), flags));
    }

    /** Runs a prepared program to its end. */
    Finished run(ProcessBuilder command) throws IOException, InterruptedException {
        return Finished.run(command, outputs);
    }

    /** Writes what has to lie beside an archive of classes for the start script to take it. */
    void describeArchive(Path archive) throws IOException, InterruptedException {
        Finished run = run(command(Path.of("/bin/sh"), "-c",
                "home=$0 archive=$1; . lib/launch.sh; describe_archive >\"$archive.of\"", home.toString(), archive.toString()));
        assertEquals(0, run.exit(), run::toString);
    }

    /** Starts {@code bin/dcms-agent} and returns at once. Close it. */
    RunningAgent startAgent(String... flags) throws IOException {
        return startAgent(command(path("bin/dcms-agent"), flags));
    }

    /** Starts the agent by a command that was made from {@link #command} and given a further environment. Close it. */
    RunningAgent startAgent(ProcessBuilder command) throws IOException {
        Path log = Files.createTempFile(outputs, "agent-", ".log");
        return new RunningAgent(command.redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    }

    /**
     * A program ready to start, in the home folder and with no environment but {@code PATH} and {@code JAVA_HOME}, which is not set
     * where the tarball has a Java of its own.
     */
    ProcessBuilder command(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        if (java().equals(javaHome())) {
            builder.environment().put("JAVA_HOME", javaHome().toString());
        }
        return builder;
    }
}
