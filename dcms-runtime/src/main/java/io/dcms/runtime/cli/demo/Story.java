package io.dcms.runtime.cli.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the demo shows: a job each, in the order in which they are first due. */
enum Story {

    BACKUP("is a good job", 0, 10, """
            #!/bin/sh
            # Does what it should. What it prints is its log.
            echo "backing up as $(id -un), task $DCMS_TASK_ID"
            sleep 1
            echo "42 files saved"
            """),

    REPORT("ends with exit status 0, but prints a word that its msg_filter forbids", 2, 20, """
            #!/bin/sh
            # Says that all is well by its exit status, and something else in its output.
            echo "reading three tables"
            echo "ERROR: the table orders is locked"
            exit 0
            """),

    CLEANUP("was changed by somebody after it had been signed", 3, 20, """
            #!/bin/sh
            # Was signed like this...
            echo "cleaning up"
            """),

    EXPORT("takes 30 s and has a child process; its timeout is 3 s", 4, 20, """
            #!/bin/sh
            # Takes longer than its timeout, and so does its child process.
            sleep 30 &
            echo "exporting, with the help of process $!"
            wait
            echo "never printed"
            """),

    INVOICES("tells a webhook how it ended; the receiver is this demo", 8, 15, """
            #!/bin/sh
            # How it ended is posted to a webhook.
            echo "17 invoices sent"
            """),

    /** Not due while anybody watches: for the reader to start and to kill. */
    IMPORT("is due at 3 in the morning", 0, 0, """
            #!/bin/sh
            # A long job to start and kill by hand.
            for step in 1 2 3 4 5 6 7 8 9 10 11 12; do
                echo "step $step of 12"
                sleep 10
            done
            """);

    /** What is added to the script of {@link #CLEANUP} when its signature has been taken. */
    static final String TAMPERING = """
            # ...and then this line was added.
            echo "I am not what you signed"
            """;

    final String purpose;
    final String script;
    private final int delay;
    private final int period;

    Story(String purpose, int delay, int period, String script) {
        this.purpose = purpose;
        this.delay = delay;
        this.period = period;
        this.script = script;
    }

    /** The stories that happen by themselves. */
    static List<Story> scheduled() {
        return Arrays.stream(values()).filter(story -> story.period > 0).toList();
    }

    /** The story of the job with this id; empty if it is one of the reader's own. */
    static Optional<Story> of(long jobId) {
        return Arrays.stream(values()).filter(story -> story.id() == jobId).findFirst();
    }

    /** The job's id. */
    long id() {
        return ordinal() + 1;
    }

    /** The job's name, and its script's. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The job's schedule, in seven fields where it is due more than once a minute.
     *
     * @param begin unix second of the first story
     */
    String schedule(long begin) {
        return period == 0 ? "0 3 * * *" : (begin + delay) % period + "/" + period + " * * * * * *";
    }

    /** Seconds, 0 = never. */
    int timeout() {
        return this == EXPORT ? 3 : 0;
    }

    /** The words that must not stand in its output. */
    String forbidden() {
        return this == REPORT ? "error|fatal" : "";
    }

    boolean hasHook() {
        return this == INVOICES;
    }

    /** Whether this end of a run of its job is what the story is about. That of {@link #INVOICES} ends at the receiver. */
    boolean isToldBy(TaskNow task) {
        return switch (this) {
            case BACKUP -> task.status() == TaskNow.SUCCESS;
            case REPORT -> task.status() == TaskNow.FAILED && task.wasStarted();
            case CLEANUP -> task.status() == TaskNow.FAILED && !task.wasStarted();
            case EXPORT -> task.status() == TaskNow.TIMEOUT;
            case INVOICES, IMPORT -> false;
        };
    }

    /** Whether it takes so long that its start is worth a line. */
    boolean isLong() {
        return this == EXPORT || this == IMPORT;
    }
}
