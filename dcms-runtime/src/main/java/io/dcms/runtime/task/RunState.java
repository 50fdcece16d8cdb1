package io.dcms.runtime.task;

import static io.dcms.runtime.task.RunAction.CONCLUDE;
import static io.dcms.runtime.task.RunAction.HAND_BACK;
import static io.dcms.runtime.task.RunAction.LAUNCH;
import static io.dcms.runtime.task.RunAction.NOTHING;
import static io.dcms.runtime.task.RunAction.REPORT_RUNNING;
import static io.dcms.runtime.task.RunAction.REPORT_TIMEOUT;
import static io.dcms.runtime.task.RunAction.TERMINATE;

/** Where a run is in its life. */
public enum RunState {
    /** Due, waiting for its turn. */
    WAITING,
    /** Handed to the launcher, to start it or to take it over, and the launcher has not answered yet. */
    STARTING,
    /** As before, and somebody wants it killed. */
    ABORTING,
    /** Running. */
    RUNNING,
    /** Running beyond its timeout, reported and left alone. */
    OVERDUE,
    /** Being killed because somebody wants it. */
    KILLING,
    /** Being killed for its timeout. */
    EXPIRING,
    /** Over. */
    ENDED;

    /** What an event makes of a run in this state. A pair that can't meet, or that means nothing, changes nothing. */
    public Step on(RunEvent event) {
        return switch (this) {
            case WAITING -> switch (event) {
                case LAUNCH -> to(STARTING, LAUNCH);
                case REFUSED, KILL -> to(ENDED, CONCLUDE);
                case STARTED, NEVER_STARTED, OVERRUN, EXPIRE, EXITED -> stay();
            };
            case STARTING -> switch (event) {
                case STARTED -> to(RUNNING, REPORT_RUNNING);
                case REFUSED, EXITED -> to(ENDED, CONCLUDE);
                case NEVER_STARTED -> to(ENDED, HAND_BACK);
                // The launcher can't be called back from what it is doing; its answer is awaited, then the kill follows.
                case KILL -> to(ABORTING, NOTHING);
                case LAUNCH, OVERRUN, EXPIRE -> stay();
            };
            case ABORTING -> switch (event) {
                case STARTED -> to(KILLING, TERMINATE);
                case REFUSED, NEVER_STARTED, EXITED -> to(ENDED, CONCLUDE);
                case LAUNCH, OVERRUN, EXPIRE, KILL -> stay();
            };
            case RUNNING -> switch (event) {
                case OVERRUN -> to(OVERDUE, REPORT_TIMEOUT);
                case EXPIRE -> to(EXPIRING, TERMINATE);
                case KILL -> to(KILLING, TERMINATE);
                case EXITED -> to(ENDED, CONCLUDE);
                case LAUNCH, STARTED, REFUSED, NEVER_STARTED -> stay();
            };
            case OVERDUE -> switch (event) {
                case KILL -> to(KILLING, TERMINATE);
                case EXITED -> to(ENDED, CONCLUDE);
                case LAUNCH, STARTED, REFUSED, NEVER_STARTED, OVERRUN, EXPIRE -> stay();
            };
            // Whoever asked first gives the reason: a kill stays a kill when the timeout comes, and a timeout a timeout.
            case KILLING, EXPIRING -> switch (event) {
                case EXITED -> to(ENDED, CONCLUDE);
                case LAUNCH, STARTED, REFUSED, NEVER_STARTED, OVERRUN, EXPIRE, KILL -> stay();
            };
            case ENDED -> switch (event) {
                case LAUNCH, STARTED, REFUSED, NEVER_STARTED, OVERRUN, EXPIRE, KILL, EXITED -> stay();
            };
        };
    }

    private Step stay() {
        return new Step(this, NOTHING);
    }

    private static Step to(RunState next, RunAction action) {
        return new Step(next, action);
    }

    /**
     * The answer to an event.
     *
     * @param next   the state from now on
     * @param action what is to be done on the way
     */
    public record Step(RunState next, RunAction action) {
    }
}
