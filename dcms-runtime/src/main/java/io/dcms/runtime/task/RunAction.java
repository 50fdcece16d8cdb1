package io.dcms.runtime.task;

/** What is to be done when a run changes its state. */
public enum RunAction {
    /** Nothing. */
    NOTHING,
    /** Hand it to the launcher. */
    LAUNCH,
    /** Report that it is running and start its timeout. */
    REPORT_RUNNING,
    /** Report that it is over its timeout. */
    REPORT_TIMEOUT,
    /** Tell the launcher to kill it. */
    TERMINATE,
    /** Give it back to whom it came from: it is to be decided anew what becomes of it. */
    HAND_BACK,
    /** Report its end and give its place to the next. */
    CONCLUDE
}
