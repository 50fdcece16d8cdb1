package io.dcms.runtime.schedule;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers over restarts of the agent how jobs stand whose hooks are told of changes, or that owe a success. Any thread; returns at
 * once; what is told is remembered in the order of the {@link RunLedger}.
 */
public interface Standings {

    /** What was remembered when the agent started, by job id. A job without an entry has succeeded, and owes nothing. */
    Map<Long, Standing> standings();

    /** The last outcome of a job that its hook knows of. */
    void outcome(long jobId, JobView.LastStatus outcome);

    /** A job owes a success since it was due in this second. */
    void owes(long jobId, long due);

    /** It was told that a job is overdue since this second; nothing happens if it does not owe a success for that. */
    void overdue(long jobId, long due);

    /** The success for that second has come, or is waited for no more. */
    void settled(long jobId, long due);

    /** There are no other jobs than these. */
    void keepOnly(Set<Long> jobIds);

    /**
     * How one job stands.
     *
     * @param outcome the last one that its hook knows of
     * @param owed    the seconds in which it was due and for which it owes a success, the first first, and whether that was told
     */
    record Standing(JobView.LastStatus outcome, Map<Long, Boolean> owed) {

        /** Of a job of which nothing is remembered. */
        public static final Standing GOOD = new Standing(JobView.LastStatus.SUCCESS, Map.of());

        public Standing {
            owed = new LinkedHashMap<>(owed);
        }
    }
}
