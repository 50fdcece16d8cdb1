package io.dcms.runtime.metrics;

import io.dcms.runtime.schedule.Snapshot;
import java.time.Duration;
import java.util.Optional;

/** What the other parts of the agent know. Any thread; every answer is there at once and waits for nothing. */
public interface Sources {

    /** All jobs and runs as they are now. */
    Snapshot snapshot();

    /** The reports for the store. */
    Way toStore();

    /** The reports for all hooks. */
    Way toHooks();

    /** How many reports are not even in the journal yet. */
    long toJournal();

    /** Whether reports can be written to the journal. */
    boolean journalWorks();

    /** How large the files of the journal are, in bytes. */
    long journalBytes();

    /** Whether what the next agent must know of fires and runs can be written down. */
    boolean ledgerWorks();

    /** Where the jobs come from. */
    Jobs jobs();

    /** What the agent's own process uses. */
    ProcessUsage process();

    /** The agent's version. */
    String version();

    /**
     * One way for reports to go out.
     *
     * @param waiting   how many have not been taken yet
     * @param oldest    how long the oldest of these has waited; zero if none waits
     * @param delivered how many were taken since the agent began
     * @param failures  how many tries to deliver some have failed since then
     */
    record Way(long waiting, Duration oldest, long delivered, long failures) {
    }

    /**
     * The store as the source of jobs.
     *
     * @param storeAnswers whether it does, for all that is known: it was asked for jobs and had them, and it takes reports
     * @param age          since it confirmed the jobs that are in force; empty if there are none
     * @param compared     since all jobs were last compared with those of the store; empty if they never were
     * @param failures     how many looks at it have failed since the agent began
     */
    record Jobs(boolean storeAnswers, Optional<Duration> age, Optional<Duration> compared, long failures) {
    }

    /**
     * What a process uses; NaN for what is not known.
     *
     * @param startSeconds  when it was started, unix seconds
     * @param cpuSeconds    of processors, in user and system mode
     * @param residentBytes of memory that is really there
     * @param virtualBytes  of address space
     * @param openFiles     file descriptors
     * @param mostFiles     so many may be open at a time
     * @param threads       of the operating system
     */
    record ProcessUsage(double startSeconds, double cpuSeconds, double residentBytes, double virtualBytes, double openFiles,
                        double mostFiles, double threads) {
    }
}
