package io.dcms.runtime.ledger;

import io.dcms.runtime.schedule.FireLog;
import io.dcms.runtime.schedule.FireRecord;
import java.time.Instant;
import java.util.function.Consumer;

/** Makes records of what a {@link FireLog} is told, and hands them on. */
public final class FireNotes implements FireLog {

    private final Consumer<FireRecord> next;

    /** @param next returns at once */
    public FireNotes(Consumer<FireRecord> next) {
        this.next = next;
    }

    @Override
    public void ran(long jobId, Instant fireTime, String taskId, Cause cause, int attempt) {
        next.accept(FireRecord.ran(jobId, fireTime, taskId, cause, attempt));
    }

    @Override
    public void withdrawn(long jobId, Instant fireTime, String taskId) {
        next.accept(FireRecord.withdrawn(jobId, fireTime, taskId));
    }

    @Override
    public void waits(long jobId, Instant fireTime, int attempt) {
        next.accept(FireRecord.waits(jobId, fireTime, attempt));
    }

    @Override
    public void skipped(long jobId, Instant fireTime, int attempt, String reason) {
        next.accept(FireRecord.skipped(jobId, fireTime, attempt, reason));
    }

    @Override
    public void missed(long jobId, Instant first, Instant last, long count, String reason) {
        next.accept(FireRecord.missed(jobId, first, last, count, reason));
    }

    @Override
    public void off(long jobId, Instant from, String reason) {
        next.accept(FireRecord.off(jobId, from, reason));
    }

    @Override
    public void removed(long jobId, Instant from) {
        next.accept(FireRecord.removed(jobId, from));
    }

    @Override
    public void on(long jobId, Instant after, String reason) {
        next.accept(FireRecord.on(jobId, after, reason));
    }

    @Override
    public void stopped(Instant from) {
        next.accept(FireRecord.agentOff(from));
    }
}
