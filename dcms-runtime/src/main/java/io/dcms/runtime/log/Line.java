package io.dcms.runtime.log;

import io.dcms.runtime.text.OneLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Writes a record as {@code 2026-11-22T21:30:01.123+00:00 INFO  schedule  message}. By hand, since the JDK's formatters would
 * slow the start of the agent.
 */
final class Line {
    private static final String OURS = "io.dcms.runtime.";
    private static final int LONGEST_CHAIN = 10;

    private final InstantSource clock;
    private final ZoneId zone;

    Line(InstantSource clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /** The record with its newline, and a stack trace on indented lines below if it tells of a defect. */
    String of(Level level, String logger, String message, Throwable thrown) {
        StringBuilder text = new StringBuilder(96 + message.length());
        appendTime(text, clock.instant());
        text.append(' ').append(word(level)).append(' ').append(OneLine.of(logger)).append("  ").append(OneLine.of(message));
        if (thrown != null) {
            appendChain(text, thrown);
        }
        text.append('\n');
        if (thrown != null && (level == Level.ERROR || isDefect(thrown))) {
            appendTrace(text, thrown);
        }
        return text.toString();
    }

    /** Our own loggers go by their package's last name, all others by their full name. */
    static String shortName(String logger) {
        if (!logger.startsWith(OURS)) {
            return logger;
        }
        String rest = "runtime." + logger.substring(OURS.length());
        int lastDot = rest.lastIndexOf('.');
        boolean isClass = lastDot < rest.length() - 1 && Character.isUpperCase(rest.charAt(lastDot + 1));
        String inPackage = isClass ? rest.substring(0, lastDot) : rest;
        return inPackage.substring(inPackage.lastIndexOf('.') + 1);
    }

    /** The format with each <code>{n}</code> replaced by the text of that argument; two single quotes are one. */
    static String filled(String format, Object... arguments) {
        if (arguments == null || arguments.length == 0) {
            return format;
        }
        StringBuilder text = new StringBuilder(format.length() + 16);
        for (int at = 0; at < format.length(); at++) {
            char c = format.charAt(at);
            int close = c == '{' ? format.indexOf('}', at) : -1;
            int index = close < 0 ? -1 : index(format, at + 1, close);
            if (index >= 0 && index < arguments.length) {
                text.append(text(arguments[index]));
                at = close;
            } else if (c == '\'' && at + 1 < format.length() && format.charAt(at + 1) == '\'') {
                text.append(c);
                at++;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** The number in braces, -1 if it is none of one or two digits. */
    private static int index(String format, int from, int to) {
        if (to == from || to - from > 2) {
            return -1;
        }
        int index = 0;
        for (int at = from; at < to; at++) {
            int digit = format.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            index = index * 10 + digit;
        }
        return index;
    }

    /** A log call never fails because of what it is given. */
    private static String text(Object argument) {
        try {
            return String.valueOf(argument);
        } catch (RuntimeException e) {
            return argument.getClass().getName();
        }
    }

    private static String word(Level level) {
        return switch (level) {
            case TRACE -> "TRACE";
            case DEBUG -> "DEBUG";
            case INFO -> "INFO ";
            case WARNING -> "WARN ";
            case ERROR -> "ERROR";
            case ALL, OFF -> "     ";
        };
    }

    private static boolean isDefect(Throwable thrown) {
        return thrown instanceof RuntimeException || thrown instanceof Error;
    }

    private static void appendChain(StringBuilder text, Throwable thrown) {
        text.append(": ").append(OneLine.of(text(thrown)));
        Throwable cause = thrown.getCause();
        for (int depth = 1; cause != null && depth < LONGEST_CHAIN; depth++) {
            text.append(", caused by ").append(OneLine.of(text(cause)));
            cause = cause.getCause();
        }
    }

    private static void appendTrace(StringBuilder text, Throwable thrown) {
        for (String line : trace(thrown).split("\n")) {
            text.append("    ").append(OneLine.of(line.replace("\t", "    "))).append('\n');
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(trace));
        } catch (RuntimeException e) {
            trace.append("no stack trace: ").append(e.getClass().getName());
        }
        return trace.toString();
    }

    private void appendTime(StringBuilder text, Instant instant) {
        ZonedDateTime time = instant.atZone(zone);
        append(text, time.getYear(), 4).append('-');
        append(text, time.getMonthValue(), 2).append('-');
        append(text, time.getDayOfMonth(), 2).append('T');
        append(text, time.getHour(), 2).append(':');
        append(text, time.getMinute(), 2).append(':');
        append(text, time.getSecond(), 2).append('.');
        append(text, time.getNano() / 1_000_000, 3);
        appendOffset(text, time.getOffset());
    }

    private static void appendOffset(StringBuilder text, ZoneOffset offset) {
        int minutes = Math.abs(offset.getTotalSeconds()) / 60;
        text.append(offset.getTotalSeconds() < 0 ? '-' : '+');
        append(text, minutes / 60, 2).append(':');
        append(text, minutes % 60, 2);
    }

    private static StringBuilder append(StringBuilder text, int number, int digits) {
        String written = Integer.toString(number);
        for (int missing = digits - written.length(); missing > 0; missing--) {
            text.append('0');
        }
        return text.append(written);
    }
}
