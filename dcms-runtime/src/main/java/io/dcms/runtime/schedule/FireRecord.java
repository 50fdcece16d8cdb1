package io.dcms.runtime.schedule;

import io.dcms.runtime.schedule.FireLog.Cause;
import java.time.Instant;

/**
 * What a {@link FireLog} is told, as a value; and an answer that is made of several. Times are unix seconds.
 *
 * @param jobId   0 if it is of all jobs
 * @param first   the fire time, or the first moment that it speaks of
 * @param last    the last moment that it speaks of, itself included; {@link #OPEN} if there is none yet
 * @param count   how many fires, at least
 * @param taskId  the run; empty if there is none
 * @param cause   of the run; null if there is none
 * @param attempt 0 for the fire itself, n for its n-th retry
 * @param reason  in words; empty for a run
 */
public record FireRecord(long jobId, Kind kind, long first, long last, long count, String taskId, Cause cause, int attempt,
                         String reason) {

    /** The end of something that has not ended. */
    public static final long OPEN = Long.MAX_VALUE;

    /** What a record says. */
    public enum Kind {
        /** The fire became a run. */
        RAN,
        /** A run that was told of never was. */
        WITHDRAWN,
        /** It waits until a run of its job ends. */
        WAITS,
        /** It did not become a run. */
        SKIPPED,
        /** Several did not. */
        MISSED,
        /** From {@code first} on nobody decides on the job's fires. */
        OFF,
        /** The same: the job is not this agent's any more. */
        REMOVED,
        /** After {@code first} all its fires are decided on. */
        ON,
        /** The agent stops. */
        AGENT_OFF,
        /** An agent has started. */
        AGENT_ON,
        /** What was decided on here could not be written down. */
        LOST
    }

    public static FireRecord ran(long jobId, Instant fireTime, String taskId, Cause cause, int attempt) {
        long second = fireTime.getEpochSecond();
        return new FireRecord(jobId, Kind.RAN, second, second, 1, taskId, cause, attempt, "");
    }

    public static FireRecord withdrawn(long jobId, Instant fireTime, String taskId) {
        long second = fireTime.getEpochSecond();
        return new FireRecord(jobId, Kind.WITHDRAWN, second, second, 1, taskId, null, 0, "");
    }

    public static FireRecord waits(long jobId, Instant fireTime, int attempt) {
        long second = fireTime.getEpochSecond();
        return new FireRecord(jobId, Kind.WAITS, second, second, 1, "", null, attempt, "");
    }

    public static FireRecord skipped(long jobId, Instant fireTime, int attempt, String reason) {
        long second = fireTime.getEpochSecond();
        return new FireRecord(jobId, Kind.SKIPPED, second, second, 1, "", null, attempt, reason);
    }

    public static FireRecord missed(long jobId, Instant first, Instant last, long count, String reason) {
        return new FireRecord(jobId, Kind.MISSED, first.getEpochSecond(), last.getEpochSecond(), count, "", null, 0, reason);
    }

    public static FireRecord off(long jobId, Instant from, String reason) {
        return change(jobId, Kind.OFF, upwards(from), reason);
    }

    public static FireRecord removed(long jobId, Instant from) {
        return change(jobId, Kind.REMOVED, upwards(from), "the job was removed");
    }

    public static FireRecord on(long jobId, Instant after, String reason) {
        return change(jobId, Kind.ON, after.getEpochSecond(), reason);
    }

    public static FireRecord agentOff(Instant from) {
        return change(0, Kind.AGENT_OFF, upwards(from), "the agent was stopped");
    }

    public static FireRecord agentOn(Instant at) {
        return change(0, Kind.AGENT_ON, at.getEpochSecond(), "");
    }

    /** @param count so many records could not be written down */
    public static FireRecord lost(long first, long last, long count, String reason) {
        return new FireRecord(0, Kind.LOST, first, last, count, "", null, 0, reason);
    }

    /** Without an end. */
    public static FireRecord change(long jobId, Kind kind, long first, String reason) {
        return new FireRecord(jobId, kind, first, OPEN, 0, "", null, 0, reason);
    }

    /** Fires are at whole seconds, and one in the second in which a job was put off has been decided on. */
    private static long upwards(Instant from) {
        return from.getNano() == 0 ? from.getEpochSecond() : from.getEpochSecond() + 1;
    }
}
