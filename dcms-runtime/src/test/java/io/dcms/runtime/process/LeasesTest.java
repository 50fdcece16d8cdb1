package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.api.Job;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Executables;
import io.dcms.runtime.testing.Shell;
import io.dcms.testing.NeedsRoot;
import io.dcms.testing.TestUsers;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user who holds leases on his files, so that to open one takes 45 s: he must hold up his own runs alone. */
@NeedsRoot
final class LeasesTest {

    private static final String OTHER = "dcmstest2";
    private static final int MANY = 5;
    private static final String HOLD = "$SIG{IO} = 'IGNORE'; $| = 1; for (@ARGV) { open(my $f, '<', $_) or die \"$_: $!\"; push @f, $f; }"
            + "for (;;) { $n = grep { fcntl($_, 1024, 1) } @f; print \"held\\n\" if $n == @f; select(undef, undef, undef, 0.05); }";

    @TempDir
    private Path folder;
    private RealLauncher real;
    private Process holder;

    @BeforeEach
    void open() throws Exception {
        TestUsers.ensure(OTHER);
        real = new RealLauncher(folder);
    }

    @AfterEach
    void close() throws Exception {
        if (holder != null) {
            holder.destroyForcibly().waitFor();
        }
        real.close();
    }

    private void hold(List<Path> files) throws Exception {
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + RealLauncher.runner(), "--clear-groups", "perl", "-e",
                HOLD));
        files.forEach(file -> command.add(file.toString()));
        holder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader said = holder.inputReader();
        assertEquals("held", said.readLine());
        Thread drain = new Thread(() -> said.lines().forEach(line -> { }));
        drain.setDaemon(true);
        drain.start();
    }

    private void await(String task, String kind) throws Exception {
        Await.until("task " + task + " is answered by " + kind, () -> {
            real.pass(Duration.ofMillis(5));
            return real.answers.first(task, kind).isPresent();
        });
    }

    private Path runFile(String task) {
        return folder.resolve("dcms-runs").resolve(task);
    }

    /** Runs whose files nobody has open: their supervisors are gone. */
    private List<String> unsupervised(PlannedJob job) throws Exception {
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String task = real.launch(job);
            real.lines(task, 1);
            tasks.add(task);
        }
        return tasks;
    }

    /** They wait for the lease still: who was not held up was faster. */
    private void assertNothingIsAnswered(List<String> tasks) {
        tasks.forEach(task -> assertEquals(List.of(), real.answers.kinds(task)));
    }

    @Test
    void onesExecutorsDoNotHoldUpTheRunsOfOthers() throws Exception {
        Path script = Executables.script(folder, "#!/bin/sh\necho x\n");
        Shell.out("chown", RealLauncher.runner(), script.toString());
        Job.Builder leased = RealLauncher.program(script);
        hold(List.of(script));
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            tasks.add(real.launch(leased));
        }
        await(real.launch(RealLauncher.sh("true").runner(OTHER)), "ended");
        assertNothingIsAnswered(tasks);
    }

    @Test
    void onesRunFilesDoNotHoldUpTheAdoptionOfOthersRuns() throws Exception {
        PlannedJob job = TestJobs.planned(RealLauncher.sh("kill -KILL $PPID; echo x; exec sleep 1000"));
        List<String> tasks = unsupervised(job);
        PlannedJob others = TestJobs.planned(RealLauncher.sh("exec sleep 1000").runner(OTHER));
        String other = real.launch(others);
        real.answers.await(other, "started");
        real.abandon();
        hold(tasks.stream().map(this::runFile).toList());
        real = new RealLauncher(folder);
        tasks.forEach(task -> real.adopt(task, job));
        real.adopt(other, others);
        await(other, "started");
        assertNothingIsAnswered(tasks);
        holder.destroyForcibly().waitFor();
        for (String task : tasks) {
            real.answers.await(task, "started");
        }
    }

    /** The files of a process in /proc are its user's. There are too many for a kill to wait for one after the other. */
    @Test
    void onesProcessesDoNotHoldUpTheKillsOfOthersRuns() throws Exception {
        List<Path> states = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String task = real.launch(RealLauncher.sh("echo $$; exec sleep 1000"));
            states.add(Path.of("/proc", real.lines(task, 1).get(0), "stat"));
        }
        String other = real.launch(RealLauncher.sh("exec sleep 1000").runner(OTHER));
        real.answers.await(other, "started");
        hold(states);
        real.terminateAtOnce(other);
        real.ended(other);
    }

    @Test
    void onesRunFilesDoNotHoldUpTheWatchOverOthersRuns() throws Exception {
        Path go = folder.resolve("go");
        List<String> tasks = unsupervised(TestJobs.planned(RealLauncher.sh(
                "kill -KILL $PPID; echo $$; while ! test -e " + go + "; do sleep 0.01; done")));
        hold(tasks.stream().map(this::runFile).toList());
        Files.createFile(go);
        for (String task : tasks) {
            String pid = real.lines(task, 1).get(0);
            Await.until("it has ended", () -> !Shell.alive(pid));
        }
        for (int round = 0; round < 3; round++) {
            await(real.launch(RealLauncher.sh("echo too much; exec sleep 1000").runner(OTHER).options("{\"log_max\":1}")), "flooded");
        }
        tasks.forEach(task -> assertEquals(List.of("started"), real.answers.kinds(task)));
    }
}
