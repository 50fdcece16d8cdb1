package io.dcms.runtime.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Times and durations as people read them. By hand: the JDK's formatters take longer to load than all the rest of a command. */
final class Times {

    private Times() {
    }

    /** {@code 2024-03-10 00:00:00}; empty for 0, which stands for none. */
    static String at(long second, ZoneId zone) {
        if (second == 0) {
            return "";
        }
        ZonedDateTime time = Instant.ofEpochSecond(second).atZone(zone);
        StringBuilder text = new StringBuilder(19).append(time.toLocalDate()).append(' ');
        return twoDigits(twoDigits(twoDigits(text, time.getHour()).append(':'), time.getMinute()).append(':'), time.getSecond()).toString();
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** {@code 42s}, {@code 3m 5s}, {@code 2h 10m}, {@code 4d 7h}. */
    static String lasting(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        return seconds < 86_400 ? seconds / 3600 + "h " + seconds / 60 % 60 + "m" : seconds / 86_400 + "d " + seconds / 3600 % 24 + "h";
    }
}
