package io.dcms.runtime.crontab;

import java.util.Optional;

/**
 * Who runs a line in a minute, or ran it, and whether that is as it should be: each run that cron's rules name, once, by one of the
 * two; and as long as it is cron, DCMS would run it too.
 *
 * @param due   how often cron's rules name this minute; more than once only where the clock was set forward
 * @param cron  how often cron runs it
 * @param dcms  how often DCMS does
 * @param would how often DCMS would if the job were on, which is what {@code dcms} is then unless it skips some; -1 if nobody
 *              knows, since the line can't be moved
 * @param on    whether its job is there and enabled
 */
public record ShadowMinute(int due, int cron, int dcms, int would, boolean on) {

    /** What is not as it should be. */
    public enum Finding {
        /** It is run twice. */
        BOTH("both run it"),
        /** It is due and not run. */
        NOBODY("nobody runs it"),
        /** DCMS is to run it, but only cron does. */
        CRON_ALONE("cron runs it and DCMS does not, whose job is enabled"),
        /** DCMS runs it when it is not due. */
        DCMS_ALONE("DCMS runs it and cron would not"),
        /** cron runs it when it is not due. */
        UNEXPECTED("cron runs it when the crontab does not say so"),
        /** cron runs it and a job would not. */
        LOST("cron runs it and DCMS would not"),
        /** A job would run it when it is not due. */
        ADDED("cron does not run it and DCMS would"),
        /** Both rules name the minute, but not the same number of times. */
        OTHER_COUNT("cron and DCMS do not run it equally often");

        /** In words. */
        public final String words;

        Finding(String words) {
            this.words = words;
        }
    }

    /** Empty if all is as it should be. */
    public Optional<Finding> finding() {
        if (cron > 0 && dcms > 0) {
            return Optional.of(Finding.BOTH);
        }
        return Optional.ofNullable(on ? ofDcms() : ofCron());
    }

    /** With DCMS in charge. */
    private Finding ofDcms() {
        if (dcms == 0) {
            return cron > 0 ? Finding.CRON_ALONE : due > 0 ? Finding.NOBODY : null;
        }
        return due == 0 ? Finding.DCMS_ALONE : due != dcms ? Finding.OTHER_COUNT : null;
    }

    /** With cron in charge. */
    private Finding ofCron() {
        if (cron == 0) {
            return due > 0 ? Finding.NOBODY : dcms > 0 ? Finding.DCMS_ALONE : would > 0 ? Finding.ADDED : null;
        }
        if (due == 0) {
            return Finding.UNEXPECTED;
        }
        return would < 0 || would == cron ? null : would == 0 ? Finding.LOST : Finding.OTHER_COUNT;
    }
}
