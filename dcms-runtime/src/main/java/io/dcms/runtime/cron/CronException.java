package io.dcms.runtime.cron;

/**
 * An expression that means nothing. The message is one line: the field, the value, what it may hold, and at last the
 * expression.
 */
public final class CronException extends Exception {

    private static final long serialVersionUID = 1L;

    CronException(String problem) {
        super(problem);
    }

    /** The same problem, and the expression that has it. */
    CronException in(String expression) {
        CronException complete = new CronException(getMessage() + ": " + Printable.quote(expression));
        complete.setStackTrace(getStackTrace());
        return complete;
    }
}
