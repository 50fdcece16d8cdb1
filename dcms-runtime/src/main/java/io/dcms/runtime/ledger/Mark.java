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

    static Optional<Mark> parse(String line) {
        String[] parts = line.split(" ");
        try {
            return parts.length != 3 ? Optional.empty()
                    : Optional.of(new Mark(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Integer.parseUnsignedInt(parts[2], 16)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
