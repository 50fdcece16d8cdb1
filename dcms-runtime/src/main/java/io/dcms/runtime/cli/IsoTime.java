package io.dcms.runtime.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times with offset as ISO 8601 has them. By hand, since a batch reads and writes them by the hundred thousand, and the
 * JDK's formatters take most of its time until they are compiled.
 */
final class IsoTime {

    private static final Pattern TIME = Pattern.compile(
            "([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,9}))?)?"
                    + "(?:[Zz]|([+-])([0-9]{2})(?::?([0-5][0-9])(?::?([0-5][0-9]))?)?)");

    private IsoTime() {
    }

    /**
     * Reads {@code 2024-03-10T00:00:00.123-05:00}. Seconds, fraction, and the offset's minutes and colons may be missing.
     *
     * @throws DateTimeException if it is something else or no time of the calendar
     */
    static Instant parse(String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new DateTimeException(text);
        }
        String fraction = parts.group(7) == null ? "" : parts.group(7);
        LocalDateTime local = LocalDateTime.of(number(parts, 1), number(parts, 2), number(parts, 3), number(parts, 4),
                number(parts, 5), number(parts, 6), Integer.parseInt((fraction + "000000000").substring(0, 9)));
        int offset = number(parts, 9) * 3600 + number(parts, 10) * 60 + number(parts, 11);
        return local.toInstant(ZoneOffset.ofTotalSeconds("-".equals(parts.group(8)) ? -offset : offset));
    }

    private static int number(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group));
    }

    /** Writes {@code 2024-03-10T00:00:00-05:00}, with {@code Z} for an offset of zero. */
    static void append(StringBuilder text, Instant instant, ZoneId zone) {
        OffsetDateTime time = OffsetDateTime.ofInstant(instant, zone);
        text.append(time.toLocalDate()).append('T');
        appendTwoDigits(text, time.getHour()).append(':');
        appendTwoDigits(text, time.getMinute()).append(':');
        appendTwoDigits(text, time.getSecond()).append(time.getOffset().getId());
    }

    private static StringBuilder appendTwoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
