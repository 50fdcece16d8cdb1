package io.dcms.runtime.process;

import io.dcms.runtime.job.TestJobs;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The program of an agent that starts tasks, from threads of which some end, and waits to be killed: for {@link OrphansTest}. */
final class DyingAgent {

    static final List<String> TASKS = Stream.of(10, 11, 12, 13).map(RealLauncher::taskId).toList();
    static final String SCRIPT = "echo $$; sleep 1000 & echo $!; wait";

    private DyingAgent() {
    }

    /** @param arguments the work dir, {@code keep} or {@code kill}, and the ids of the tasks */
    public static void main(String[] arguments) throws Exception {
        RealLauncher real = new RealLauncher(Path.of(arguments[0]), arguments[1].equals("kill"), InstantSource.system(),
                Processes.ofThisMachine());
        List<String> tasks = List.of(arguments).subList(2, arguments.length);
        for (String task : tasks) {
            Thread thread = new Thread(() -> launch(real, task));
            thread.start();
            thread.join();
        }
        for (String task : tasks) {
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
