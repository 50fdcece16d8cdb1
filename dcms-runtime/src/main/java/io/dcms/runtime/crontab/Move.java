package io.dcms.runtime.crontab;

import java.util.List;
import java.util.Optional;

/**
 * What becomes of a line of a crontab.
 *
 * @param number      the line's number, from 1
 * @param text        the line as it is written
 * @param job         what it becomes; empty = it stays
 * @param differences what is otherwise than under cron, a clause each, if it moves
 * @param reason      why it stays; empty = it moves
 */
public record Move(int number, String text, Optional<Job> job, List<String> differences, String reason) {

    /** How much a line changes by moving. */
    public enum Kind {
        /** Nothing but what is otherwise for every line. */
        AS_IT_IS("moves as it is"),
        /** Something is otherwise that the plan names. */
        WITH_DIFFERENCES("moves with differences"),
        /** It can't be moved. */
        STAYS("stays");

        /** In words. */
        public final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /**
     * A job as a line becomes it.
     *
     * @param title    what its name begins with: the same as the name, but where a number tells lines of the same title apart
     * @param script   the absolute path of its executor
     * @param timezone where the schedule is read; empty = in the agent's zone
     * @param text     of the script
     */
    public record Job(String name, String title, String schedule, Optional<String> timezone, String runner, String script, String text) {
    }

    static Move staying(int number, String text, String reason) {
        return new Move(number, text, Optional.empty(), List.of(), reason);
    }

    public Kind kind() {
        return job.isEmpty() ? Kind.STAYS : differences.isEmpty() ? Kind.AS_IT_IS : Kind.WITH_DIFFERENCES;
    }
}
