package io.dcms.runtime.process;

import io.dcms.runtime.verify.Refusal;
import java.util.List;
import java.util.Map;

/** The language of a launcher: what it is started by and how it is told what to do. Any thread. */
interface Dialect {

    /** The program and its script, from within the folder of runs. What is to become of orphans comes after it. */
    List<String> program();

    /** What the launcher itself finds in its environment, and no run. */
    Map<String, String> ownEnvironment();

    /** @throws Refusal if a run like this can't be told */
    void check(Order order) throws Refusal;

    /**
     * Starts a run: a line without its end.
     *
     * @param mark   names this launch
     * @param first  the first line of the run's file; empty if nothing can be written into that
     * @param cgroup the {@code cgroup.procs} that its process enters; empty for none
     */
    String run(Order order, String mark, String first, String cgroup);

    /** Counts a run as one of this launcher's. */
    String watch(String taskId);

    /** One command for runs that have come together. */
    String together(List<String> runs);

    /** Whether it says that it has done a command, and wants no other one before. */
    boolean answersEachCommand();

    /** Whether a process with this command line is one of the launcher's that is still to become this executor. */
    boolean isOnItsWay(List<String> commandLine, String executor);
}
