package io.dcms.runtime.ledger;

import io.dcms.runtime.schedule.FireLog.Cause;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps what became of each fire, for people. Called by the ledger's thread alone. */
public interface FireAnswers {

    /** Keeps nothing. */
    FireAnswers NONE = answers -> { };

    /**
     * Appends these, in order. An agent that dies meanwhile may leave them here and not what follows from them: then the next
     * one decides on the same fires again, and what it says of them counts.
     *
     * @throws IOException if it can't; the same ones come again, with others
     */
    void append(List<Answer> answers) throws IOException;

    /**
     * What became of fires of one job.
     *
     * @param first  the first of them
     * @param last   the last of them
     * @param count  how many
     * @param taskId what ran; empty if nothing did
     * @param cause  why it ran; empty if nothing did
     * @param reason why nothing ran; empty if something did
     */
    record Answer(long jobId, Instant first, Instant last, long count, String taskId, Optional<Cause> cause, String reason) {
    }
}
