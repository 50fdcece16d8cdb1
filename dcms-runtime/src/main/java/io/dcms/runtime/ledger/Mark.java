package io.dcms.runtime.ledger;

import java.util.Optional;

/**
 * Up to which fire time a job is decided on.
 *
 * @param second of that; {@link #FORGOTTEN} for a job that is not due, {@link #DISABLED} for one that somebody has disabled
 * @param times  tells schedules apart; of a disabled job, versions
 */
record Mark(long jobId, long second, int times) {

    static final long FORGOTTEN = Long.MIN_VALUE;
    static final long DISABLED = Long.MIN_VALUE + 1;

    boolean isTime() {
        return second > DISABLED;
    }

    /** The same, or a later one. */
    Mark atLeast(long other) {
        return isTime() && second < other ? new Mark(jobId, other, times) : this;
    }

    String line() {
        return jobId + " " + second + " " + Integer.toHexString(times) + "\n";
    }

    /** All other lines begin with a word. */
    static boolean isLine(String line) {
        return !line.isEmpty() && (Character.isDigit(line.charAt(0)) || line.charAt(0) == '-');
    }

    static Optional<Mark> parse(String line) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        try {
            return first < 0 || second < 0 ? Optional.empty()
                    : Optional.of(new Mark(Long.parseLong(line, 0, first, 10), Long.parseLong(line, first + 1, second, 10),
                            Integer.parseUnsignedInt(line, second + 1, line.length(), 16)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
