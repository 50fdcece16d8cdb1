package io.dcms.runtime.schedule;

import io.dcms.api.TaskStatus;
import io.dcms.api.TimeoutTrigger;
import io.dcms.runtime.schedule.Launcher.Exit;
import io.dcms.runtime.task.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a run, in a status and in words.
 *
 * @param status its last status
 * @param reason why, empty for a plain success
 */
record Verdict(TaskStatus status, String reason) {

    private static final String[] SIGNALS = {"", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
        "SEGV", "USR2", "PIPE", "ALRM", "TERM"};

    /**
     * Of a run that has run.
     *
     * @param last the state in which its end found it
     */
    static Verdict of(Run run, RunState last, Exit exit) {
        return switch (last) {
            case KILLING, ABORTING -> run.hadEnded(exit.ran()) ? of(run, run.inherited, exit)
                    : new Verdict(TaskStatus.KILLED, "killed: " + run.killReason);
            case EXPIRING -> killedInVain(run, exit) ? byExit(run, exit) : timeout(run);
            case STARTING, RUNNING, OVERDUE -> diedOfItsTimeout(run, exit) ? timeout(run) : byExit(run, exit);
            case WAITING, ENDED -> throw new IllegalStateException(run.taskId + " can't end while " + last);
        };
    }

    private static Verdict timeout(Run run) {
        return new Verdict(TaskStatus.TIMEOUT, "killed after its timeout of " + run.job.job().timeout() + " s");
    }

    /** It had ended when the kill was ordered: the agent that ordered it and the one that takes it over say the same. */
    private static boolean killedInVain(Run run, Exit exit) {
        return exit.lost().isEmpty() && run.endedBeforeItExpired(exit.ran()) && !diedOfItsTimeout(run, exit);
    }

    /** An agent before this one has killed it, and died before that was written down. */
    private static boolean diedOfItsTimeout(Run run, Exit exit) {
        return run.job.job().timeoutTrigger() == TimeoutTrigger.KILL && overran(run, exit) && exit.lost().isEmpty() && exit.status() > 128
                && run.hadEnded(exit.ran());
    }

    private static Verdict byExit(Run run, Exit exit) {
        List<String> clauses = new ArrayList<>();
        if (!exit.lost().isEmpty()) {
            clauses.add(exit.lost());
        } else if (exit.status() != 0) {
            clauses.add("exit status " + exit.status() + signal(exit.status() - 128));
        }
        exit.hit().ifPresent(hit -> clauses.add("keyword \"" + hit.keyword() + "\" in its output, line " + hit.line()
                + ", byte offset " + hit.offset()));
        if (overran(run, exit)) {
            clauses.add("ran " + exit.ran().toSeconds() + " s, its timeout is " + run.job.job().timeout() + " s");
        }
        return new Verdict(exit.good() ? TaskStatus.SUCCESS : TaskStatus.FAILED, String.join("; ", clauses));
    }

    private static boolean overran(Run run, Exit exit) {
        return run.job.job().timeout() > 0 && (exit.lost().isEmpty() ? !endedInTime(run, exit) : run.overran);
    }

    /** The end of a run that is taken over may be heard long after it, when its timeout has passed. */
    private static boolean endedInTime(Run run, Exit exit) {
        return exit.lost().isEmpty() && exit.ran().compareTo(Duration.ofSeconds(run.job.job().timeout())) < 0;
    }

    /** A shell reports a program that ended by a signal, and so does the JDK, as 128 plus the signal's number. */
    private static String signal(int number) {
        return number > 0 && number < SIGNALS.length ? " (signal " + number + ", " + SIGNALS[number] + ")" : "";
    }
}
