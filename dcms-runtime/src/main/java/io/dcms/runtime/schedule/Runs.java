package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.api.TimeoutTrigger;
import io.dcms.runtime.schedule.Launcher.Exit;
import io.dcms.runtime.task.RunEvent;
import io.dcms.runtime.task.RunState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The runs that wait, run, or have lately ended: tells each what happened to it and does what its state table says. Belongs
 * to the owner.
 */
final class Runs {

    /** How many ended runs are remembered for those who ask what became of them. */
    static final int REMEMBERED = 200;
    /** Timeouts beyond a century would overflow the elapsed clock. */
    private static final long FAR = 36_525L * 86_400;

    private final Map<String, Run> active = new LinkedHashMap<>();
    private final Deque<Run> waiting = new ArrayDeque<>();
    private final Deque<TaskView> ended = new ArrayDeque<>();
    private final Launcher launcher;
    private final Launcher.Answers answers;
    private final Reports reports;
    private final RunLedger ledger;
    private final Timers timers;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    private final String host;
    private final int maxActive;
    private final Outcomes outcomes;
    private final Follower follower;
    private int launched;
    private boolean changed;

    /** Hears what becomes of runs. */
    interface Follower {

        /** The run has started. */
        void started(Run run);

        /** The run has gone over its timeout. */
        void overran(Run run);

        /** The run is over, and its place is free. Called before anybody outside is told. @return whether it will be tried again */
        boolean ended(Run run, Task last);

        /** It turns out that the agent before this one has not started the run; its place is free. */
        void handedBack(Run run);
    }

    Runs(Launcher launcher, Launcher.Answers answers, Reports reports, RunLedger ledger, Timers timers, InstantSource clock,
         LongSupplier elapsed, String host, int maxActive, Outcomes outcomes, Follower follower) {
        this.launcher = launcher;
        this.answers = answers;
        this.reports = reports;
        this.ledger = ledger;
        this.timers = timers;
        this.clock = clock;
        this.elapsed = elapsed;
        this.host = host;
        this.maxActive = maxActive;
        this.outcomes = outcomes;
        this.follower = follower;
    }

    /** Takes a new run, which is launched when it is its turn. */
    void add(Run run) {
        active.put(run.taskId, run);
        waiting.add(run);
        changed = true;
    }

    /** Takes over a run that an agent before this one has left. */
    void adopt(Run run) {
        active.put(run.taskId, run);
        launched++;
        changed = true;
        if (run.inherited == RunState.ENDED) {
            refused(run.taskId, run.killReason);
            return;
        }
        launcher.adopt(new Launcher.Launch(run.taskId, run.job, run.fireTime), answers);
    }

    /** Launches what waits, in the order in which it came, as far as there is room. */
    void launchWaiting() {
        while (launched < maxActive && !waiting.isEmpty()) {
            happened(waiting.poll(), RunEvent.LAUNCH, null);
        }
    }

    /** Nothing needs to be kept of a run any more that has never been launched, or whose end is told. Any thread. */
    void forget(String taskId) {
        launcher.forget(taskId);
    }

    Collection<Run> active() {
        return active.values();
    }

    void started(String taskId, String logFilename, Duration ago) {
        Run run = active.get(taskId);
        if (run != null) {
            run.logFilename = logFilename;
            run.started(clock.instant(), elapsed.getAsLong(), ago);
            happened(run, RunEvent.STARTED, null);
            goOnWithTimeout(run);
        }
    }

    /** Not left to the timer: the end of the run may be the next that is heard, and must find it in this state. */
    private void goOnWithTimeout(Run run) {
        if (run.inherited == RunState.EXPIRING || run.inherited == RunState.OVERDUE) {
            happened(run, run.inherited == RunState.EXPIRING ? RunEvent.EXPIRE : RunEvent.OVERRUN, null);
        }
    }

    void neverStarted(String taskId) {
        Run run = active.get(taskId);
        if (run != null) {
            happened(run, RunEvent.NEVER_STARTED, killedBeforeItStarted(run));
        }
    }

    void refused(String taskId, String reason) {
        Run run = active.get(taskId);
        if (run != null) {
            run.execAt = clock.instant();
            run.refused = true;
            happened(run, RunEvent.REFUSED, new Verdict(TaskStatus.FAILED, reason));
        }
    }

    /** The tail that {@link #happened} asked for when the run went over its timeout. */
    void tail(String taskId, String output) {
        Run run = active.get(taskId);
        if (run != null && run.overran && !run.timeoutReported) {
            reportTimeout(run, output);
        }
    }

    void ended(String taskId, Exit exit) {
        Run run = active.get(taskId);
        if (run != null) {
            Verdict verdict = Verdict.of(run, run.state, exit);
            if (run.overran && !run.timeoutReported) {
                reportTimeout(run, exit.output());
            }
            run.ran = exit.ran();
            happened(run, RunEvent.EXITED, verdict, exit.output());
        }
    }

    /** Kills a run. @return false if there is no such active run */
    boolean kill(String taskId, String reason) {
        Run run = active.get(taskId);
        if (run == null) {
            return false;
        }
        kill(run, reason);
        return true;
    }

    void kill(Run run, String reason) {
        if (run.killReason.isEmpty()) {
            run.killReason = reason;
        }
        happened(run, RunEvent.KILL, killedBeforeItStarted(run));
    }

    private static Verdict killedBeforeItStarted(Run run) {
        return new Verdict(TaskStatus.KILLED, "killed before it started: " + run.killReason);
    }

    /** Kills everything, with a grace of at most {@code most}, also for what is being killed already. */
    void killAll(String reason, Duration most) {
        for (Run run : new ArrayList<>(active.values())) {
            run.mostGrace = most;
            boolean beingKilled = run.state == RunState.KILLING || run.state == RunState.EXPIRING;
            if (beingKilled) {
                launcher.terminate(run.taskId, run.grace());
            } else {
                kill(run, reason);
            }
        }
    }

    /** Whether a run has come, gone or changed its state since {@link #takeChanged}. */
    boolean isChanged() {
        return changed;
    }

    /** Whether a run has come, gone or changed its state since this was last asked. */
    boolean takeChanged() {
        boolean answer = changed;
        changed = false;
        return answer;
    }

    List<TaskView> activeViews() {
        long now = elapsed.getAsLong();
        List<TaskView> views = new ArrayList<>(active.size());
        for (Run run : active.values()) {
            views.add(view(run, run.task(host, run.activeStatus(), false, now, "", ""), true));
        }
        return views;
    }

    List<TaskView> endedViews() {
        return List.copyOf(ended);
    }

    private void happened(Run run, RunEvent event, Verdict verdict) {
        happened(run, event, verdict, "");
    }

    /** @param verdict what becomes of the run if this event ends it */
    private void happened(Run run, RunEvent event, Verdict verdict, String output) {
        RunState before = run.state;
        RunState.Step step = before.on(event);
        run.state = step.next();
        changed |= run.state != before;
        note(run);
        switch (step.action()) {
            case NOTHING -> { }
            case LAUNCH -> launch(run);
            case REPORT_RUNNING -> reportRunning(run);
            case REPORT_TIMEOUT -> overran(run);
            case TERMINATE -> terminate(run, before);
            case HAND_BACK -> handBack(run);
            case CONCLUDE -> conclude(run, before, verdict, output);
        }
    }

    /** Before anything is killed, so that the next agent knows why the run has ended. */
    private void note(Run run) {
        boolean dying = run.state == RunState.ABORTING || run.state == RunState.KILLING || run.state == RunState.EXPIRING;
        if (dying && !run.noted) {
            run.noted = true;
            boolean expiring = run.state == RunState.EXPIRING;
            ledger.noted(run.taskId, expiring ? RunState.EXPIRING : RunState.KILLING,
                    expiring ? run.expired(elapsed.getAsLong()) : run.killReason);
        }
    }

    private void launch(Run run) {
        launched++;
        if (run.job != run.remembered) {
            run.remembered = run.job;
            ledger.begun(run.waiting().entry(run.job, RunState.STARTING));
        }
        Launcher.Launch launch = new Launcher.Launch(run.taskId, run.job, run.fireTime);
        ledger.afterwards(() -> launcher.launch(launch, answers));
    }

    private void handBack(Run run) {
        active.remove(run.taskId);
        launched--;
        follower.handedBack(run);
    }

    private void reportRunning(Run run) {
        long now = elapsed.getAsLong();
        Duration ago = run.ran(now);
        reports.report(run.task(host, TaskStatus.RUNNING, false, now, "", ""), run.job.job().name(), Optional.empty(), Reports.NOBODY);
        follower.started(run);
        long timeout = run.job.job().timeout();
        if (timeout > 0) {
            Duration left = Duration.ofSeconds(Math.min(timeout, FAR)).minus(ago);
            run.timeout = timers.after(left.isNegative() ? Duration.ZERO : left, () -> timedOut(run));
        }
    }

    private void timedOut(Run run) {
        boolean kill = run.job.job().timeoutTrigger() == TimeoutTrigger.KILL;
        happened(run, kill ? RunEvent.EXPIRE : RunEvent.OVERRUN, null);
    }

    private void overran(Run run) {
        run.overran = true;
        follower.overran(run);
        if (!run.timeoutReported) {
            launcher.tail(run.taskId);
        }
    }

    private void reportTimeout(Run run, String output) {
        run.timeoutReported = true;
        String reason = "still running after its timeout of " + run.job.job().timeout() + " s";
        Task task = run.task(host, TaskStatus.TIMEOUT, false, elapsed.getAsLong(), reason, output);
        report(run, task, outcomes.told(run, task, false), () -> ledger.noted(run.taskId, RunState.OVERDUE, ""));
    }

    private void terminate(Run run, RunState before) {
        if (before == RunState.ABORTING) {
            reportRunning(run);
        }
        if (run.state == RunState.EXPIRING) {
            follower.overran(run);
        }
        launcher.terminate(run.taskId, run.grace());
    }

    private void conclude(Run run, RunState before, Verdict verdict, String output) {
        timers.cancel(run.timeout);
        active.remove(run.taskId);
        if (before == RunState.WAITING) {
            waiting.remove(run);
        } else {
            launched--;
        }
        Task task = run.task(host, verdict.status(), true, elapsed.getAsLong(), verdict.reason(), output);
        remember(view(run, task, false));
        if (!run.hasStarted() && !run.noted) {
            // The next agent would else start it after all.
            run.noted = true;
            boolean killed = verdict.status() == TaskStatus.KILLED;
            ledger.noted(run.taskId, killed ? RunState.KILLING : RunState.ENDED, killed ? run.killReason : verdict.reason());
        }
        // First: what follows from the end, such as a retry, must be remembered before the run is forgotten.
        boolean triedAgain = follower.ended(run, task);
        Outcomes.Told told = outcomes.told(run, task, triedAgain);
        Runnable report = () -> report(run, task, told, () -> ledger.over(run.taskId, () -> forget(run.taskId)));
        if (run.noted) {
            // The next agent would else take it for ended by itself, should this one die when it has told that it was killed.
            ledger.afterwards(report);
        } else {
            report.run();
        }
    }

    /** @param then when it can't be lost any more, and the ledger was told what follows from it for the runs after this one */
    private void report(Run run, Task task, Outcomes.Told told, Runnable then) {
        reports.report(task, run.job.job().name(), told.hook(), () -> {
            told.kept().run();
            then.run();
        });
    }

    private void remember(TaskView view) {
        ended.addFirst(view);
        if (ended.size() > REMEMBERED) {
            ended.removeLast();
        }
    }

    private static TaskView view(Run run, Task task, boolean isActive) {
        return new TaskView(task, run.job.job().name(), run.fireTime, isActive);
    }
}
