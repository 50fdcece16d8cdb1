package io.dcms.runtime.ledger;

import io.dcms.runtime.schedule.FireLog.Cause;
import io.dcms.runtime.schedule.FireRecord;
import io.dcms.runtime.schedule.FireRecord.Kind;
import io.dcms.runtime.text.OneLine;
import java.time.Instant;
import java.util.Optional;

/**
 * A record as a line of the history, with blanks between its fields:
 *
 * <pre>
 * 7 r 1795387500            the fire of job 7 became the run 1795387500-7
 * 7 r 1795387500 2          the run 1795387500-7-2
 * 7 t 1795387500 1 2        its first retry became the run 1795387500-7-2
 * 7 q 1795387512            somebody asked for the run 1795387512-7
 * 7 n 1795387500 2          the run 1795387500-7-2 that was told of never was
 * 7 w 1795387800 0          the fire waits until a run of the job ends; not 0: its n-th retry does
 * 7 s 1795387800 0 reason   the fire did not become a run; not 0: its n-th retry did not
 * 7 m 1795388100 1795391700 13 reason   13 fires between these, both included, did not
 * 7 x 1795391801 reason     from this second on nobody decides on its fires
 * 7 d 1795391801            the same: the job was removed
 * 7 o 1795391900 reason     after this second all its fires are decided on
 * - x 1795391901            the agent stops
 * - o 1795391950            an agent has started
 * - l 1795391960 1795391970 42 reason   42 records could not be written
 * </pre>
 */
final class HistoryLine {

    /** What stands in the place of a job's id in lines that are of all jobs. */
    static final String ALL = "-";

    /** A reason may quote a program. */
    private static final int MOST_REASON = 500;
    /** The year 5138: what is later is no time of ours but damage. */
    private static final long LAST_SECOND = 99_999_999_999L;

    private HistoryLine() {
    }

    /** The line, with its newline. */
    static String of(FireRecord record) {
        StringBuilder line = new StringBuilder(48).append(record.jobId() == 0 ? ALL : Long.toString(record.jobId()))
                .append(' ').append(letter(record)).append(' ').append(record.first());
        switch (record.kind()) {
            case RAN, WITHDRAWN -> appendRun(line, record);
            case WAITS, SKIPPED -> line.append(' ').append(record.attempt());
            case MISSED, LOST -> line.append(' ').append(record.last()).append(' ').append(record.count());
            case OFF, REMOVED, ON, AGENT_OFF, AGENT_ON -> { }
        }
        boolean hasReason = switch (record.kind()) {
            case SKIPPED, MISSED, OFF, ON, LOST -> true;
            case RAN, WITHDRAWN, WAITS, REMOVED, AGENT_OFF, AGENT_ON -> false;
        };
        return (hasReason ? line.append(' ').append(reason(record)) : line).append('\n').toString();
    }

    private static char letter(FireRecord record) {
        return switch (record.kind()) {
            case RAN -> record.cause() == Cause.FIRE ? 'r' : record.cause() == Cause.RETRY ? 't' : 'q';
            case WITHDRAWN -> 'n';
            case WAITS -> 'w';
            case SKIPPED -> 's';
            case MISSED -> 'm';
            case OFF, AGENT_OFF -> 'x';
            case REMOVED -> 'd';
            case ON, AGENT_ON -> 'o';
            case LOST -> 'l';
        };
    }

    private static void appendRun(StringBuilder line, FireRecord record) {
        if (record.cause() == Cause.RETRY) {
            line.append(' ').append(record.attempt());
        }
        String plain = record.first() + "-" + record.jobId();
        if (record.taskId().startsWith(plain + "-")) {
            line.append(' ').append(record.taskId(), plain.length() + 1, record.taskId().length());
        } else if (!record.taskId().equals(plain)) {
            throw new IllegalArgumentException(record.taskId() + " is no task id of job " + record.jobId() + " at " + record.first());
        }
    }

    private static String reason(FireRecord record) {
        String reason = OneLine.of(record.reason());
        if (reason.length() <= MOST_REASON) {
            return reason;
        }
        int end = Character.isHighSurrogate(reason.charAt(MOST_REASON - 1)) ? MOST_REASON - 1 : MOST_REASON;
        return reason.substring(0, end) + "...";
    }

    /** What a line without its newline says; empty if it is none of ours. */
    static Optional<FireRecord> parse(String line) {
        String[] parts = line.split(" ", 4);
        if (parts.length < 3 || parts[1].length() != 1) {
            return Optional.empty();
        }
        try {
            long second = second(parts[2]);
            String rest = parts.length == 4 ? parts[3] : "";
            char letter = parts[1].charAt(0);
            return parts[0].equals(ALL) ? ofAll(letter, second, rest) : ofJob(number(parts[0], Long.MAX_VALUE), letter, second, rest);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<FireRecord> ofAll(char letter, long second, String rest) {
        return Optional.ofNullable(switch (letter) {
            case 'x' -> FireRecord.change(0, Kind.AGENT_OFF, second, "the agent was stopped");
            case 'o' -> FireRecord.change(0, Kind.AGENT_ON, second, "");
            case 'l' -> range(0, Kind.LOST, second, rest);
            default -> null;
        });
    }

    private static Optional<FireRecord> ofJob(long job, char letter, long second, String rest) {
        return Optional.ofNullable(switch (letter) {
            case 'r' -> run(job, second, Cause.FIRE, 0, rest);
            case 'q' -> run(job, second, Cause.REQUEST, 0, rest);
            case 't' -> retry(job, second, rest.split(" ", 2));
            case 'n' -> FireRecord.withdrawn(job, Instant.ofEpochSecond(second), taskId(job, second, rest));
            case 'w' -> FireRecord.waits(job, Instant.ofEpochSecond(second), (int) number(rest, Integer.MAX_VALUE));
            case 's' -> skipped(job, second, rest.split(" ", 2));
            case 'm' -> range(job, Kind.MISSED, second, rest);
            case 'x' -> FireRecord.change(job, Kind.OFF, second, rest);
            case 'd' -> FireRecord.change(job, Kind.REMOVED, second, "the job was removed");
            case 'o' -> FireRecord.change(job, Kind.ON, second, rest);
            default -> null;
        });
    }

    private static FireRecord retry(long job, long second, String[] rest) {
        return run(job, second, Cause.RETRY, (int) number(rest[0], Integer.MAX_VALUE), rest.length == 2 ? rest[1] : "");
    }

    private static FireRecord run(long job, long second, Cause cause, int attempt, String suffix) {
        return new FireRecord(job, Kind.RAN, second, second, 1, taskId(job, second, suffix), cause, attempt, "");
    }

    private static String taskId(long job, long second, String suffix) {
        return second + "-" + job + (suffix.isEmpty() ? "" : "-" + number(suffix, Integer.MAX_VALUE));
    }

    private static FireRecord skipped(long job, long second, String[] rest) {
        int attempt = (int) number(rest[0], Integer.MAX_VALUE);
        return rest.length < 2 ? null : new FireRecord(job, Kind.SKIPPED, second, second, 1, "", null, attempt, rest[1]);
    }

    private static FireRecord range(long job, Kind kind, long first, String rest) {
        String[] parts = rest.split(" ", 3);
        return parts.length < 3 || second(parts[0]) < first ? null
                : new FireRecord(job, kind, first, second(parts[0]), number(parts[1], Long.MAX_VALUE), "", null, 0, parts[2]);
    }

    private static long second(String text) {
        return number(text, LAST_SECOND);
    }

    /** Strictly digits: what is damaged must not mean something. */
    private static long number(String text, long most) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = digits ? Long.parseLong(text) : -1;
        if (number < 0 || number > most) {
            throw new NumberFormatException(text);
        }
        return number;
    }
}
