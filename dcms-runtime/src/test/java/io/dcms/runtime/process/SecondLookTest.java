package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.kill.Killer;
import io.dcms.runtime.output.RunOutput;
import io.dcms.runtime.schedule.Launcher.Launch;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.thread.NamedThreads;
import io.dcms.runtime.verify.HangingServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SecondLookTest {

    private final HangingServer server = new HangingServer();

    /** The watch and the killer ask each run how it is; one that kept them waiting would do so for the runs of all users. */
    @Test
    void anExecutorOnAServerThatHangsKeepsNobodyFromAskingTheRun() throws Exception {
        LocalRun run = run();
        try (Killer<LocalRun> killer = new Killer<>(new NamedThreads("test-kill"), System::nanoTime, List::of, gone -> { })) {
            SecondLook look = new SecondLook(new TaskCommand(Tools.find(), new PerlDialect("perl")), Processes.ofThisMachine(), killer);
            Thread looking = new Thread(() -> look.compare(run));
            looking.setUncaughtExceptionHandler((thread, e) -> { });
            looking.start();
            try {
                server.awaitSomebodyWaiting();
                assertTrue(assertTimeoutPreemptively(Await.DEADLINE, run::start).isPresent());
            } finally {
                server.comeBack();
                looking.join();
            }
        }
    }

    private LocalRun run() throws Exception {
        Launch launch = new Launch("1709528767-7", TestJobs.planned(7, "@daily"), Instant.EPOCH);
        Path nothing = Path.of("/dev/null");
        LocalRun run = new LocalRun(launch, new RecordedAnswers(), nothing, new RunOutput(launch.taskId(), nothing, Optional.empty()), 1,
                Optional.of(server.executor()));
        run.begin(new RunFile.Start(1, 1, 1), 0);
        run.startIsTold();
        return run;
    }
}
