package io.dcms.runtime.log;

import io.dcms.runtime.text.OneLine;
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
final class Line implements Format {
    private static final String OURS = "io.dcms.runtime.";

    private final InstantSource clock;
    private final ZoneId zone;

    Line(InstantSource clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /** With a stack trace on indented lines below if it tells of a defect. */
    @Override
    public String of(Level level, String logger, String message, Throwable thrown) {
        StringBuilder text = new StringBuilder(96 + message.length());
        ZonedDateTime now = clock.instant().atZone(zone);
        appendTime(text, now);
        appendOffset(text, now.getOffset());
        text.append(' ').append(word(level)).append(' ').append(OneLine.of(logger)).append("  ").append(OneLine.of(message));
        if (thrown != null) {
            text.append(": ").append(OneLine.of(Thrown.chain(thrown)));
        }
        text.append('\n');
        if (thrown != null && Thrown.isTraced(level, thrown)) {
            appendTrace(text, thrown);
        }
        return text.toString();
    }

    @Override
    public String lost(long records) {
        return "(" + records + " log records were lost: standard output did not take them in time)\n";
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
    static String text(Object argument) {
        try {
            return String.valueOf(argument);
        } catch (RuntimeException e) {
            return argument.getClass().getName();
        }
    }

    /** As long as all others. */
    static String word(Level level) {
        return switch (level) {
            case TRACE -> "TRACE";
            case DEBUG -> "DEBUG";
            case INFO -> "INFO ";
            case WARNING -> "WARN ";
            case ERROR -> "ERROR";
            case ALL, OFF -> "     ";
        };
    }

    private static void appendTrace(StringBuilder text, Throwable thrown) {
        for (String line : Thrown.trace(thrown).split("\n")) {
            text.append("    ").append(OneLine.of(line.replace("\t", "    "))).append('\n');
        }
    }

    /** Such as {@code 2026-11-22T21:30:01.123Z}. */
    static String utc(Instant instant) {
        StringBuilder text = new StringBuilder(24);
        appendTime(text, instant.atZone(ZoneOffset.UTC));
        return text.append('Z').toString();
    }

    private static void appendTime(StringBuilder text, ZonedDateTime time) {
        append(text, time.getYear(), 4).append('-');
        append(text, time.getMonthValue(), 2).append('-');
        append(text, time.getDayOfMonth(), 2).append('T');
        append(text, time.getHour(), 2).append(':');
        append(text, time.getMinute(), 2).append(':');
        append(text, time.getSecond(), 2).append('.');
        append(text, time.getNano() / 1_000_000, 3);
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
