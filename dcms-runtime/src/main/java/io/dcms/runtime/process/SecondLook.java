package io.dcms.runtime.process;

import io.dcms.runtime.kill.Killer;
import java.time.Duration;

/**
 * Looks whether the executor of a run is still the one that was checked, when it has been executed, and kills the run if it is
 * not. Any thread.
 */
final class SecondLook {

    /** What is said of a run whose executor has become another one. */
    static final String CHANGED = "signature: the executor was changed while it was being started";

    private final TaskCommand commands;
    private final Processes processes;
    private final Killer<LocalRun> killer;

    SecondLook(TaskCommand commands, Processes processes, Killer<LocalRun> killer) {
        this.commands = commands;
        this.processes = processes;
        this.killer = killer;
    }

    void compareOnceExecuted(LocalRun run) {
        // In this order: that the executor is the old one afterwards tells that it was when it was executed.
        if (run.mustBeCompared() && !commands.isOnItsWay(processes.commandLine(run.start().orElseThrow().pid()),
                run.launch.job().job().executor())) {
            compare(run);
        }
    }

    /** Kills a run whose executor has become another one since it was checked. Done once for each run; who comes second waits for it. */
    void compare(LocalRun run) {
        synchronized (run.comparison) {
            if (!run.beginCompare() || run.checked.orElseThrow().stillSame()) {
                return;
            }
            run.refuse(CHANGED);
        }
        killer.kill(run, Duration.ZERO);
    }
}
