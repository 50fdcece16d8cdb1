package io.dcms.runtime.schedule;

import io.dcms.runtime.job.PlannedJob;
import io.dcms.spi.filter.FilterHit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Turns runs into something that runs, and that goes on when the agent dies. The local process is the one implementation;
 * nothing on this side of the port assumes a process id. All calls return at once; those about one run come one after the
 * other, from whatever thread. Answers come as {@link Answers}, from any thread.
 */
public interface Launcher {

    /**
     * Starts a run. Runs are taken in the order of the calls, a few at a time. Exactly one of {@link Answers#started} and
     * {@link Answers#refused} follows, and after {@code started} exactly one {@link Answers#ended}.
     */
    void launch(Launch launch, Answers answers);

    /**
     * Takes over a run that an agent before this one gave to its launcher, or was about to. Exactly one of {@link
     * Answers#started}, {@link Answers#refused} and {@link Answers#neverStarted} follows, and after {@code started} exactly one
     * {@link Answers#ended}, also if it ended long ago.
     */
    void adopt(Launch launch, Answers answers);

    /**
     * Kills a started run with everything that it started: TERM, the grace, KILL. Its end follows when all of it is gone. For
     * one that is being killed already the grace may become shorter.
     */
    void terminate(String taskId, Duration grace);

    /** Asks for the tail of what a started run has printed so far; {@link Answers#tail} follows, unless its end comes first. */
    void tail(String taskId);

    /** The last word on a run is where it can't be lost: what is kept of it for the next agent, its output excepted, can go. */
    void forget(String taskId);

    /**
     * What is to be run.
     *
     * @param taskId   the name of the run
     * @param job      what it is a run of
     * @param fireTime the time for which it was due
     */
    record Launch(String taskId, PlannedJob job, Instant fireTime) {
    }

    /** Where a launcher reports to. */
    interface Answers {

        /**
         * It runs, or it has run.
         *
         * @param logFilename where its output goes: an absolute path, or one relative to the work dir
         * @param ago         how long ago it started
         */
        void started(String taskId, String logFilename, Duration ago);

        /** It does not run and will not: {@code reason} says why, for people. */
        void refused(String taskId, String reason);

        /** Adopted, it turns out that it has not been started; from now on it can't be any more, but by another launch. */
        void neverStarted(String taskId);

        /** It has printed more than it may and should be killed. */
        void flooded(String taskId, String reason);

        /** The tail of what it has printed so far, fit for {@link io.dcms.api.Task#output()}. */
        void tail(String taskId, String output);

        /** It has ended. */
        void ended(String taskId, Exit exit);
    }

    /**
     * How a run ended.
     *
     * @param status its exit status, 128 + n if it ended by signal n; means nothing if {@code lost} says something
     * @param hit    what its filter found
     * @param output the tail of its output, fit for {@link io.dcms.api.Task#output()}
     * @param ran    how long it ran
     * @param lost   why its exit status is not known or does not count, for people; else empty
     */
    record Exit(int status, Optional<FilterHit> hit, String output, Duration ran, String lost) {

        /** With a status that is known. */
        public Exit(int status, Optional<FilterHit> hit, String output, Duration ran) {
            this(status, hit, output, ran, "");
        }

        /** Whether it did what it should. */
        public boolean good() {
            return lost.isEmpty() && status == 0 && hit.isEmpty();
        }
    }
}
