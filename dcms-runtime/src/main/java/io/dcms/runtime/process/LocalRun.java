package io.dcms.runtime.process;

import io.dcms.runtime.schedule.Launcher.Answers;
import io.dcms.runtime.schedule.Launcher.Launch;

/** A run that has been started here. Its end is told once: by whoever is first to begin it. */
final class LocalRun {

    final Launch launch;
    final Answers answers;
    final RunOutput output;
    final Process process;
    final ProcessTree tree;
    private boolean claimed;
    private boolean flooded;

    LocalRun(Launch launch, Answers answers, RunOutput output, Process process) {
        this.launch = launch;
        this.answers = answers;
        this.output = output;
        this.process = process;
        this.tree = new ProcessTree(process.pid());
    }

    String taskId() {
        return launch.taskId();
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
