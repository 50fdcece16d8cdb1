package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.api.Job;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.kill.Cgroups;
import io.dcms.runtime.output.LogFiles;
import io.dcms.runtime.schedule.Launcher.Exit;
import io.dcms.runtime.schedule.Launcher.Launch;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.TaskUser;
import io.dcms.runtime.verify.Executable;
import io.dcms.runtime.verify.NameService;
import io.dcms.runtime.verify.Runners;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A launcher that starts real processes, with what it answers. Its wall clock stands still and its elapsed clock is moved by
 * hand, so that a grace is over when the test says so. Root runs the tasks as {@link #USER}, anybody else as himself.
 */
final class RealLauncher {

    static final String USER = TaskUser.NAME;
    static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final Path SH = Path.of("/bin/sh");

    final RecordedAnswers answers = new RecordedAnswers();
    final LocalLauncher launcher;
    private final AtomicLong elapsed = new AtomicLong();
    private final Set<String> launched = new LinkedHashSet<>();
    private int count;

    RealLauncher(Path workDir) throws Exception {
        this(workDir, NameService.ofMachine());
    }

    RealLauncher(Path workDir, NameService service) throws Exception {
        this(workDir, Starter.PERL, service, false, InstantSource.fixed(NOW), Processes.ofThisMachine(), Optional.empty());
    }

    RealLauncher(Path workDir, Starter starter) throws Exception {
        this(workDir, starter, false, InstantSource.fixed(NOW), Processes.ofThisMachine());
    }

    RealLauncher(Path workDir, Starter starter, boolean killOrphans, InstantSource clock, Processes processes) throws Exception {
        this(workDir, starter, NameService.ofMachine(), killOrphans, clock, processes, Optional.empty());
    }

    /** One that gives its runs cgroups. */
    RealLauncher(Path workDir, Cgroups cgroups) throws Exception {
        this(workDir, Starter.PERL, NameService.ofMachine(), false, InstantSource.fixed(NOW), Processes.ofThisMachine(),
                Optional.of(cgroups));
    }

    private RealLauncher(Path workDir, Starter starter, NameService service, boolean killOrphans, InstantSource clock, Processes processes,
                         Optional<Cgroups> cgroups) throws Exception {
        // JUnit's folders are closed to others; a task may have its files there.
        Files.setPosixFilePermissions(workDir, PosixFilePermissions.fromString("rwxr-xr-x"));
        launcher = new LocalLauncher(starter.tools(), new LogFiles(workDir, ZoneOffset.UTC), true, new Runners(Set.of(), service, elapsed::get),
                killOrphans, clock, elapsed::get, processes, cgroups);
    }

    /** The user that tasks run as. */
    static String runner() throws IOException, InterruptedException {
        return TaskUser.name();
    }

    /** A job that runs this text in a shell. */
    static Job.Builder sh(String script) throws Exception {
        return program(SH).executorFlags("-c '" + script.replace("'", "'\\''") + "'");
    }

    /** A job that runs this program, which is signed as it is. */
    static Job.Builder program(Path file) throws Exception {
        return TestJobs.job(7, "@daily").executor(file.toString()).signature(Executable.sign(file, false)).runner(runner());
    }

    /** Launches a run of this job and returns its task id. */
    String launch(Job.Builder job) {
        return launch(TestJobs.planned(job));
    }

    String launch(PlannedJob job) {
        return launch("17000000" + (10 + count++) + "-" + job.id(), job);
    }

    String launch(String taskId, PlannedJob job) {
        launched.add(taskId);
        launcher.launch(new Launch(taskId, job, Instant.ofEpochSecond(1700000000)), answers);
        return taskId;
    }

    /** Takes over a run that another launcher has launched. */
    void adopt(String taskId, PlannedJob job) {
        launched.add(taskId);
        launcher.adopt(new Launch(taskId, job, Instant.ofEpochSecond(1700000000)), answers);
    }

    /** What becomes of its runs is the next one's business. */
    void abandon() throws InterruptedException {
        launcher.close();
    }

    /** Launches and waits for the end, which must be a success; what was printed. */
    String output(Job.Builder job) throws Exception {
        Exit exit = exit(job);
        assertEquals(0, exit.status(), () -> "exit status, with the output " + exit.output());
        return exit.output();
    }

    Exit exit(Job.Builder job) throws Exception {
        return ended(launch(job));
    }

    Exit ended(String taskId) throws Exception {
        return answers.await(taskId, "ended").exit();
    }

    /** Launches what must be refused; the reason. */
    String refusal(Job.Builder job) throws Exception {
        return answers.await(launch(job), "refused").text();
    }

    Path log(String taskId) throws Exception {
        return Path.of(answers.await(taskId, "started").text());
    }

    String printed(String taskId) throws Exception {
        return Files.readString(log(taskId), StandardCharsets.ISO_8859_1);
    }

    /** Waits until a task has printed so many whole lines, and returns what it has printed. */
    List<String> lines(String taskId, int count) throws Exception {
        Await.until("task " + taskId + " prints " + count + " lines",
                () -> printed(taskId).chars().filter(c -> c == '\n').count() >= count);
        return printed(taskId).lines().toList();
    }

    void terminate(String taskId) {
        launcher.terminate(taskId, GRACE);
    }

    void terminateAtOnce(String taskId) {
        launcher.terminate(taskId, Duration.ZERO);
    }

    /** To be called when the task has got its TERM: its grace begins then. */
    void passGrace() {
        elapsed.addAndGet(GRACE.toNanos());
    }

    void pass(Duration time) {
        elapsed.addAndGet(time.toNanos());
    }

    /** Leaves nothing running that can be found. */
    public void close() throws Exception {
        passGrace();
        for (String taskId : launched) {
            launcher.terminate(taskId, Duration.ZERO);
            Await.until("task " + taskId + " is over", () -> answers.first(taskId, "ended").isPresent()
                    || answers.first(taskId, "refused").isPresent() || answers.first(taskId, "neverStarted").isPresent());
        }
        launcher.close();
    }
}
