package io.dcms.runtime.process;

import io.dcms.runtime.kill.Cgroup;
import io.dcms.runtime.kill.Killable;
import io.dcms.runtime.kill.ProcessTree;
import io.dcms.runtime.output.RunOutput;
import io.dcms.runtime.process.RunFile.Ended;
import io.dcms.runtime.process.RunFile.Start;
import io.dcms.runtime.schedule.Launcher.Answers;
import io.dcms.runtime.schedule.Launcher.Launch;
import io.dcms.runtime.verify.Checked;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A run that has been given to a launcher shell here or by an agent before this one. Whoever finds out first that it has
 * started or ended says so here, and only he is told that he was the first.
 */
final class LocalRun implements Killable {

    private static final System.Logger LOG = System.getLogger(LocalRun.class.getName());

    final Launch launch;
    final Answers answers;
    final Path log;
    final RunOutput output;
    /** Who it runs as. */
    final long uid;
    /** What must not have changed while it was started; empty for one that has been adopted. */
    final Optional<Checked> checked;
    /**
     * Held while its executor is looked at, which takes for ever on a server that hangs. Not the run itself: that is what the watch
     * and the killer ask, who have all the others to see to.
     */
    final Object comparison = new Object();
    /** Held while it is given to a shell, or settled what a shell owes of it: one after the other. */
    final Object launching = new Object();
    private LauncherShell shell;
    private Optional<Cgroup> cgroup = Optional.empty();
    private String mark = "";
    private boolean launchedAgain;
    private long launchedNanos;
    private Start start;
    private ProcessTree tree;
    private long startedNanos;
    /** It had not ended by then. */
    private long aliveNanos;
    private End end;
    private long endedNanos;
    private String refusal = "";
    private boolean startTold;
    private boolean compared;
    private boolean heard;
    private int looksAfterItsEnd;
    private long fileSize = -1;
    private boolean claimed;
    private boolean scanning;
    private boolean looking;
    private boolean flooded;

    /**
     * The end of its own process.
     *
     * @param lost  why the status is not known, or empty
     * @param ticks when, in clock ticks since boot; {@link Ended#UNKNOWN} if nobody has told
     */
    record End(int status, String lost, long ticks) {

        static End lost(String why) {
            return new End(0, why, Ended.UNKNOWN);
        }
    }

    LocalRun(Launch launch, Answers answers, Path log, RunOutput output, long uid, Optional<Checked> checked) {
        this.launch = launch;
        this.answers = answers;
        this.log = log;
        this.output = output;
        this.uid = uid;
        this.checked = checked;
    }

    @Override
    public String taskId() {
        return launch.taskId();
    }

    @Override
    public long uid() {
        return uid;
    }

    boolean hasFilter() {
        return launch.job().filter().isPresent();
    }

    /** The environment of its processes will name this, or does: nothing else on this machine does. Empty if nobody knows. */
    synchronized void bears(String its) {
        mark = its;
    }

    synchronized String mark() {
        return mark;
    }

    /** Its process will enter this, or has. */
    synchronized void enters(Optional<Cgroup> its) {
        cgroup = its;
    }

    @Override
    public synchronized Optional<Cgroup> cgroup() {
        return cgroup;
    }

    /** It is about to be sent to this shell, from which alone it can be heard. */
    synchronized void sendTo(LauncherShell to, long nanos) {
        launchedAgain = shell != null;
        shell = to;
        heard = true;
        launchedNanos = nanos;
    }

    synchronized boolean isOf(LauncherShell other) {
        return shell != null && shell == other;
    }

    synchronized LauncherShell shell() {
        return shell;
    }

    synchronized boolean launchedAgain() {
        return launchedAgain;
    }

    /** How long it has been owed that it starts; zero if it is not. */
    synchronized long owedNanos(long now) {
        return start == null && end == null && shell != null ? now - launchedNanos : 0;
    }

    /** @return false if that was known, or its end is */
    synchronized boolean begin(Start found, long nanos) {
        if (start != null || end != null) {
            return false;
        }
        start = found;
        startedNanos = nanos;
        aliveNanos = nanos;
        tree = new ProcessTree(found.pid(), found.ticks(), mark);
        return true;
    }

    /** Empty until it has started. */
    synchronized Optional<Start> start() {
        return Optional.ofNullable(start);
    }

    /** All its processes; null as long as it has not started. */
    @Override
    public synchronized ProcessTree tree() {
        return tree;
    }

    /** Its process was there at this moment of the elapsed clock. */
    synchronized void seenAlive(long nanos) {
        aliveNanos = Math.max(aliveNanos, nanos);
    }

    /**
     * @param nanos when, as far as is known without its ticks: by the time of its file, which means nothing if the wall clock was set
     * @return false if that was known
     */
    synchronized boolean settle(End found, long nanos) {
        if (end != null) {
            return false;
        }
        end = found;
        endedNanos = start == null ? nanos : lasted(found).orElse(Math.max(aliveNanos, nanos) - startedNanos) + startedNanos;
        return true;
    }

    /** The same whoever asks, this agent or the one after it, and whenever. */
    private OptionalLong lasted(End found) {
        boolean told = found.ticks() >= start.ticks();
        return told ? OptionalLong.of(Processes.span(start.ticks(), found.ticks()).toNanos()) : OptionalLong.empty();
    }

    synchronized End end() {
        return end;
    }

    /** Whether its own process has ended, and all is known of that end that will ever be. */
    @Override
    public synchronized boolean ownProcessGone() {
        return end != null;
    }

    /** How long its own process ran, up to now if it is still there. */
    synchronized Duration ran(long nowNanos) {
        return Duration.ofNanos((end == null ? nowNanos : endedNanos) - startedNanos);
    }

    synchronized void startIsTold() {
        startTold = true;
    }

    /** Whether its end is to be told as an end, whatever is wrong with it. */
    synchronized boolean isStartTold() {
        return startTold;
    }

    /**
     * Whether its executor is still to be compared with what was checked, after it was executed. Not if no signature says what it
     * should be: then it may be another one as soon as it likes.
     */
    synchronized boolean mustBeCompared() {
        return startTold && !compared && checked.isPresent() && !launch.job().job().signature().isBlank();
    }

    /** @return true once, if at all */
    synchronized boolean beginCompare() {
        boolean first = mustBeCompared();
        compared = true;
        return first;
    }

    /** It is being killed because it should not have started: this is told, and not how it ended. */
    synchronized void refuse(String reason) {
        refusal = reason;
    }

    synchronized String refusal() {
        return refusal;
    }

    /** Nobody tells of its end any more: one has to look. */
    synchronized void unheard() {
        heard = false;
    }

    synchronized boolean isHeard() {
        return heard;
    }

    /** How many looks have found that it has ended and not how, with this one. */
    synchronized int lookedAfterItsEnd() {
        return ++looksAfterItsEnd;
    }

    /** @return whether its file has another size than when this was last told */
    synchronized boolean noteSize(long size) {
        boolean news = size != fileSize;
        fileSize = size;
        return news;
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

    /** @return false if somebody is looking at it, or about to */
    synchronized boolean beginLook() {
        boolean first = !looking;
        looking = true;
        return first;
    }

    synchronized void endLook() {
        looking = false;
    }

    @Override
    public synchronized boolean beginKill() {
        return claim();
    }

    /** The process has ended by itself. @return false if a kill has taken over */
    synchronized boolean beginEnd() {
        return claim();
    }

    /**
     * Gives back what is kept of it when it is over. What it has left running, if it was not killed, is left alone, and keeps the
     * cgroup until a later sweep.
     */
    void tidy() {
        cgroup().ifPresent(Cgroup::remove);
        try {
            output.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "task " + taskId() + ": closing its log", e);
        }
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
