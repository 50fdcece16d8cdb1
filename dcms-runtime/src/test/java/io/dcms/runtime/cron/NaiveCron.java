package io.dcms.runtime.cron;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A second reading of the same language, slow and plain: it looks at each second or minute of a window and asks whether a
 * job runs in it. Shares nothing with what it checks. Knows fields only, no macros, and trusts that they are well-formed.
 */
final class NaiveCron {

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private final boolean[] seconds;
    private final boolean[] minutes;
    private final boolean[] hours;
    private final String dayOfMonth;
    private final boolean[] months;
    private final String dayOfWeek;
    private final boolean[] years;
    private final boolean interval;
    private final Map<LocalDate, Boolean> days = new HashMap<>();

    NaiveCron(String expression) {
        List<String> fields = new ArrayList<>(List.of(expression.toUpperCase(Locale.ROOT).split(" ")));
        if (fields.size() < 7) {
            fields.add(0, "0");
        }
        if (fields.size() < 7) {
            fields.add("*");
        }
        seconds = values(fields.get(0), 0, 59, List.of());
        minutes = values(fields.get(1), 0, 59, List.of());
        hours = values(fields.get(2), 0, 23, List.of());
        dayOfMonth = fields.get(3);
        months = values(fields.get(4), 1, 12, MONTHS);
        dayOfWeek = fields.get(5);
        years = values(fields.get(6), 1970, 2099, List.of());
        interval = "*?".indexOf(fields.get(1).charAt(0)) >= 0 || "*?".indexOf(fields.get(2).charAt(0)) >= 0;
    }

    /** The runs from {@code begin} to before {@code end}; {@code step} is 1 or 60 seconds, and 60 asks for whole minutes. */
    List<Instant> runs(ZoneRules rules, long begin, long end, int step) {
        List<Instant> runs = new ArrayList<>();
        for (long second = begin; second < end; second += step) {
            Instant instant = Instant.ofEpochSecond(second);
            ZoneOffset offset = rules.getOffset(instant);
            LocalDateTime shown = LocalDateTime.ofEpochSecond(second, 0, offset);
            boolean first = interval || rules.getValidOffsets(shown).get(0).equals(offset);
            if (first && matches(shown) || !interval && endsGapWithRun(rules, instant, step)) {
                runs.add(instant);
            }
        }
        return runs;
    }

    private boolean endsGapWithRun(ZoneRules rules, Instant instant, int step) {
        if (rules.getOffset(instant).equals(rules.getOffset(instant.minusSeconds(1)))) {
            return false;
        }
        ZoneOffsetTransition change = rules.nextTransition(instant.minusSeconds(1));
        for (LocalDateTime skipped = change.getDateTimeBefore(); skipped.isBefore(change.getDateTimeAfter());
                skipped = skipped.plusSeconds(step)) {
            if (matches(skipped)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(LocalDateTime time) {
        return seconds[time.getSecond()] && minutes[time.getMinute()] && hours[time.getHour()] && matches(time.toLocalDate());
    }

    boolean matches(LocalDate date) {
        return date.getYear() >= 1970 && date.getYear() <= 2099 && years[date.getYear()] && months[date.getMonthValue()]
                && days.computeIfAbsent(date, this::matchesDay);
    }

    private boolean matchesDay(LocalDate date) {
        boolean anyDate = hasStar(dayOfMonth);
        boolean anyWeekday = hasStar(dayOfWeek);
        if (anyDate || anyWeekday) {
            return (anyDate || matchesDayOfMonth(date)) && (anyWeekday || matchesDayOfWeek(date));
        }
        return matchesDayOfMonth(date) || matchesDayOfWeek(date);
    }

    private static boolean hasStar(String field) {
        return List.of(field.split(",")).contains("*") || List.of(field.split(",")).contains("?");
    }

    private boolean matchesDayOfMonth(LocalDate date) {
        YearMonth month = YearMonth.from(date);
        for (String entry : dayOfMonth.split(",")) {
            LocalDate day = null;
            if (entry.equals("LW")) {
                day = month.atEndOfMonth();
                while (isWeekend(day)) {
                    day = day.minusDays(1);
                }
            } else if (entry.startsWith("L")) {
                day = month.atEndOfMonth().minusDays(entry.equals("L") ? 0 : Integer.parseInt(entry.substring(2)));
            } else if (entry.endsWith("W")) {
                int number = Integer.parseInt(entry.replace("W", ""));
                day = month.isValidDay(number) ? nearestWeekday(month.atDay(number)) : null;
            } else if (values(entry, 1, 31, List.of())[date.getDayOfMonth()]) {
                return true;
            }
            if (date.equals(day)) {
                return true;
            }
        }
        return false;
    }

    /** Looks a day back, a day forth, two days back and so on, until it is no week-end, inside the month. */
    private static LocalDate nearestWeekday(LocalDate day) {
        for (int distance : new int[] {0, -1, 1, -2, 2}) {
            LocalDate near = day.plusDays(distance);
            if (!isWeekend(near) && YearMonth.from(near).equals(YearMonth.from(day))) {
                return near;
            }
        }
        throw new AssertionError(day);
    }

    private static boolean isWeekend(LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    private boolean matchesDayOfWeek(LocalDate date) {
        for (String entry : dayOfWeek.split(",")) {
            boolean matches;
            if (entry.contains("#")) {
                int nth = Integer.parseInt(entry.substring(entry.indexOf('#') + 1));
                matches = date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday(entry.split("#")[0]))));
            } else if (entry.endsWith("L")) {
                matches = date.equals(date.with(TemporalAdjusters.lastInMonth(weekday(entry.replace("L", "")))));
            } else {
                matches = weekdays(entry)[date.getDayOfWeek().getValue() % 7];
            }
            if (matches) {
                return true;
            }
        }
        return false;
    }

    private static DayOfWeek weekday(String text) {
        return DayOfWeek.of((number(text, 0, WEEKDAYS) + 6) % 7 + 1);
    }

    /** Days of the week written out from 0 to 7, of which the last is the first. */
    private static boolean[] weekdays(String entry) {
        String range = entry.split("/")[0];
        boolean endsWith7 = range.endsWith("-7") && !range.startsWith("7");
        if (!endsWith7) {
            return values(entry.replace("7-", "0-").replace("-7", "-0").replaceAll("^7", "0"), 0, 6, WEEKDAYS);
        }
        int step = entry.contains("/") ? Integer.parseInt(entry.split("/")[1]) : 1;
        boolean[] all = new boolean[7];
        for (int day = number(range.split("-")[0], 0, WEEKDAYS); day <= 7; day += step) {
            all[day % 7] = true;
        }
        return all;
    }

    /** A table of the values that a field of stars, numbers, ranges and steps names. */
    private static boolean[] values(String field, int min, int max, List<String> names) {
        TreeSet<Integer> set = new TreeSet<>();
        for (String entry : field.split(",")) {
            String[] parts = entry.split("/");
            int step = parts.length == 2 ? Integer.parseInt(parts[1]) : 1;
            String[] ends = parts[0].split("-");
            boolean star = parts[0].equals("*") || parts[0].equals("?");
            int value = star ? min : number(ends[0], min, names);
            int last = star || ends.length == 1 && parts.length == 2 ? max : number(ends[ends.length - 1], min, names);
            for (int walked = 0;; walked++) {
                if (walked % step == 0) {
                    set.add(value);
                }
                if (value == last) {
                    break;
                }
                value = value == max ? min : value + 1;
            }
        }
        boolean[] values = new boolean[max + 1];
        set.forEach(value -> values[value] = true);
        return values;
    }

    private static int number(String text, int min, List<String> names) {
        int name = names.indexOf(text.substring(0, Math.min(3, text.length())));
        return name >= 0 ? name + min : Integer.parseInt(text);
    }
}
