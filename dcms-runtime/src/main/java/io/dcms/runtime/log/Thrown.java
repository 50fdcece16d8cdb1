package io.dcms.runtime.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;

/** What a record tells of what was thrown; its texts are as they come, with any character in them. */
final class Thrown {

    private static final int LONGEST_CHAIN = 10;

    private Thrown() {
    }

    /** Whether the record has a stack trace: it tells of a defect, or is an error. */
    static boolean isTraced(Level level, Throwable thrown) {
        return level == Level.ERROR || thrown instanceof RuntimeException || thrown instanceof Error;
    }

    /** The throwable and its causes, ten in all at most. */
    static String chain(Throwable thrown) {
        StringBuilder text = new StringBuilder(Line.text(thrown));
        Throwable cause = thrown.getCause();
        for (int depth = 1; cause != null && depth < LONGEST_CHAIN; depth++) {
            text.append(", caused by ").append(Line.text(cause));
            cause = cause.getCause();
        }
        return text.toString();
    }

    /** Its stack trace, a line each. */
    static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(trace));
        } catch (RuntimeException e) {
            trace.append("no stack trace: ").append(e.getClass().getName());
        }
        return trace.toString();
    }
}
