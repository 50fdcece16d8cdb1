package io.dcms.runtime.crontab;

/** A line that cron refuses; the message says what and what would be right. */
final class CrontabException extends Exception {

    private static final long serialVersionUID = 1;

    CrontabException(String message) {
        super(message, null, false, false);
    }
}
