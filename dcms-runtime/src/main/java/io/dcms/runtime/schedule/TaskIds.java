package io.dcms.runtime.schedule;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Gives away the task ids of one job: {@code <second of the fire time>-<job id>}, with a suffix from the second one for the same
 * second on. None is given twice, wherever the clock is set, and though few seconds are remembered: what is forgotten is known by its
 * last second and its greatest number, so that a second that may have been lived before gets a number that it can't have had.
 * Belongs to the owner.
 */
final class TaskIds {

    /** Fire times of one job come nearly in order. Each second that is remembered costs every job some 70 bytes. */
    private static final int REMEMBERED_SECONDS = 4;

    private final long jobId;
    /** How many were given, by second; the last used comes last. */
    private final Map<Long, Integer> remembered = new LinkedHashMap<>(4);
    /** Of what was forgotten since the clock was last set back: no second was later, and no number greater. */
    private long lastSecond = Long.MIN_VALUE;
    private int greatestNumber;
    /** The same of what was forgotten before that. */
    private long lastSecondBefore = Long.MIN_VALUE;
    private int greatestNumberBefore;

    /** @param given by agents before this one */
    TaskIds(long jobId, Optional<RunLedger.Given> given) {
        this.jobId = jobId;
        given.ifPresent(last -> {
            know(last.second(), last.number());
            lastSecondBefore = last.second() - 1;
            greatestNumberBefore = last.most();
        });
    }

    /** An agent before this one gave away so many for a second, or more: of an earlier one only the greatest number of all is known. */
    void know(long second, int number) {
        remembered.merge(second, second > lastSecondBefore ? number : Math.max(number, greatestNumberBefore), Math::max);
    }

    /** @param needed whether another one may be needed for a second, which is better not forgotten then */
    String next(Instant fireTime, LongPredicate needed) {
        long second = fireTime.getEpochSecond();
        Integer last = remembered.remove(second);
        int number = last == null ? firstNumber(second) : last + 1;
        remembered.put(second, number);
        if (remembered.size() > REMEMBERED_SECONDS) {
            remembered.keySet().stream().filter(other -> other != second && !needed.test(other)).findFirst().ifPresent(this::forget);
        }
        return second + "-" + jobId + (number == 1 ? "" : "-" + number);
    }

    private int firstNumber(long second) {
        if (second <= lastSecond) {
            lastSecondBefore = Math.max(lastSecondBefore, lastSecond);
            greatestNumberBefore = Math.max(greatestNumberBefore, greatestNumber);
            lastSecond = Long.MIN_VALUE;
            greatestNumber = 0;
        }
        return second > lastSecondBefore ? 1 : greatestNumberBefore + 1;
    }

    private void forget(long second) {
        lastSecond = Math.max(lastSecond, second);
        greatestNumber = Math.max(greatestNumber, remembered.remove(second));
    }
}
