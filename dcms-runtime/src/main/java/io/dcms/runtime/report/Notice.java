package io.dcms.runtime.report;

/**
 * That a hook is still to be told of a report: where the report is, and not the report, as many may wait. Made and changed by
 * the {@link Journal} alone.
 */
final class Notice {

    final long number;
    /** When the report was made, in nanoseconds of the elapsed clock. */
    final long since;
    /** The report as long as it is in no file. */
    Report unwritten;
    /** The file that has it, and where in that. */
    Segment segment;
    long offset;
    int length;
    /** The hook was told, or will not be. */
    private volatile boolean done;

    Notice(long number, long since) {
        this.number = number;
        this.since = since;
    }

    boolean done() {
        return done;
    }

    void finish() {
        done = true;
        unwritten = null;
    }
}
