package io.dcms.runtime.process;

import io.dcms.runtime.schedule.Launcher.Answers;
import io.dcms.runtime.schedule.Launcher.Launch;
import java.time.Duration;

/** A run that has been started here. Its end is told once: by whoever is first to begin it. */
final class LocalRun {

    final Launch launch;
    final Answers answers;
    final RunOutput output;
    final Process process;
    final ProcessTree tree;
    private final long startedNanos;
    /** When the run's own process was gone; 0 before. */
    volatile long endedNanos;
    private boolean claimed;
    private boolean scanning;
    private boolean flooded;

    /** @param startedNanos the elapsed clock at the start */
    LocalRun(Launch launch, Answers answers, RunOutput output, Process process, long startedNanos) {
        this.startedNanos = startedNanos;
        this.launch = launch;
        this.answers = answers;
        this.output = output;
        this.process = process;
        this.tree = new ProcessTree(process.pid());
    }

    String taskId() {
        return launch.taskId();
    }

    boolean hasFilter() {
        return launch.job().filter().isPresent();
    }

    /** How long its own process ran, up to now if it is still there. */
    Duration ran(long nowNanos) {
        return Duration.ofNanos((endedNanos == 0 ? nowNanos : endedNanos) - startedNanos);
    }

    /** @return false if somebody is scanning its output, or about to */
    synchronized boolean beginScan() {
        boolean first = !scanning;
        scanning = true;
        return first;
    }

    synchronized void endScan() {
        scanning = false;
    }

    /** A kill takes over the end of the run. @return false if it has ended, or is being killed */
    synchronized boolean beginKill() {
        return claim();
    }

    /** The process has ended by itself. @return false if a kill has taken over */
    synchronized boolean beginEnd() {
        return claim();
    }

    /** @return true once */
    synchronized boolean beginFlood() {
        boolean first = !flooded;
        flooded = true;
        return first;
    }

    private boolean claim() {
        boolean first = !claimed;
        claimed = true;
        return first;
    }
}
