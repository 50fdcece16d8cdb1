package io.dcms.runtime.process;

import io.dcms.runtime.job.TestJobs;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The program of an agent that starts tasks, from threads of which some end, and waits to be killed: for {@link OrphansTest}. */
final class DyingAgent {

    static final List<String> TASKS = List.of("1700000020-7", "1700000021-7", "1700000022-7", "1700000023-7");
    static final String SCRIPT = "echo $$; sleep 1000 & echo $!; wait";

    private DyingAgent() {
    }

    /** @param arguments the work dir, {@code keep} or {@code kill}, and a {@link Starter} */
    public static void main(String[] arguments) throws Exception {
        RealLauncher real = new RealLauncher(Path.of(arguments[0]), Starter.valueOf(arguments[2]), arguments[1].equals("kill"),
                InstantSource.system(), Processes.ofThisMachine());
        for (String task : TASKS) {
            Thread thread = new Thread(() -> launch(real, task));
            thread.start();
            thread.join();
        }
        for (String task : TASKS) {
            real.lines(task, 2).forEach(pid -> System.out.println("pid " + pid));
        }
        System.out.println("ready");
        Thread.currentThread().join();
    }

    private static void launch(RealLauncher real, String task) {
        try {
            real.launch(task, TestJobs.planned(RealLauncher.sh(SCRIPT)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
