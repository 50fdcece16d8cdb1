package io.dcms.runtime.wording;

import io.dcms.runtime.wording.CronText.Entry;
import io.dcms.runtime.wording.CronText.Kind;
import java.util.ArrayList;
import java.util.List;

/** English. */
final class EnglishWording extends Wording {

    private static final List<String> MONTHS = List.of("", "January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December");
    private static final List<String> WEEKDAYS = List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
    private static final List<String> ORDINALS = List.of("", "first", "second", "third", "fourth", "fifth");

    @Override
    String explain(CronText text) {
        List<String> times = times(text);
        StringBuilder words = new StringBuilder(times.isEmpty() ? clock(text) : "at " + listed(times));
        words.append(", ").append(days(text));
        if (!CronText.isAny(text.month())) {
            words.append(", in ").append(listed(items(text.month(), MONTHS, "month")));
        }
        if (!CronText.isAny(text.year())) {
            words.append(", in ").append(listed(items(text.year(), List.of(), "year")));
        }
        return words.toString();
    }

    private static String clock(CronText text) {
        int second = CronText.single(text.second());
        int minute = CronText.single(text.minute());
        if (second == 0 && minute >= 0) {
            return hourly(text.hour(), minute);
        }
        String seconds = second == 0 ? "" : units(text.second(), "second");
        boolean everyMinute = CronText.isAny(text.minute());
        String minutes = everyMinute && isPace(text.second()) ? "" : units(text.minute(), "minute");
        String both = seconds.isEmpty() ? minutes : minutes.isEmpty() ? seconds : seconds + (everyMinute ? " of " : ", ") + minutes;
        if (CronText.isAny(text.hour())) {
            return isPace(text.minute()) ? both : both + " of every hour";
        }
        return both + ", " + hours(text.hour());
    }

    /** Once in an hour. */
    private static String hourly(List<Entry> hour, int minute) {
        String at = minute == 0 ? "on the hour" : "at minute " + minute;
        if (CronText.isAny(hour)) {
            return "every hour, " + at;
        }
        Entry only = hour.get(0);
        String range = "from " + time(only.first(), minute) + " to " + time(only.last(), minute);
        if (CronText.isOnly(hour, Kind.STEP_OF_ALL)) {
            return "every " + only.step() + " hours from " + time(0, minute);
        }
        if (CronText.isOnly(hour, Kind.STEP)) {
            return "every " + only.step() + " hours " + range;
        }
        return CronText.isOnly(hour, Kind.RANGE) ? "every hour " + range : at + ", " + hours(hour);
    }

    private static String hours(List<Entry> hour) {
        if (CronText.isOnly(hour, Kind.RANGE)) {
            return "from " + time(hour.get(0).first(), 0) + " to " + time(hour.get(0).last(), 59);
        }
        if (CronText.isOnly(hour, Kind.STEP) || CronText.isOnly(hour, Kind.STEP_OF_ALL)) {
            return "in " + items(hour, List.of(), "hour").get(0);
        }
        return CronText.single(hour) >= 0 ? "from " + time(CronText.single(hour), 0) + " to " + time(CronText.single(hour), 59)
                : "in the hours " + listed(items(hour, List.of(), "hour"));
    }

    /** Whether it goes on all the time. */
    private static boolean isPace(List<Entry> field) {
        return CronText.isAny(field) || CronText.isOnly(field, Kind.STEP_OF_ALL);
    }

    private static String units(List<Entry> field, String unit) {
        if (CronText.isAny(field)) {
            return "every " + unit;
        }
        if (CronText.isOnly(field, Kind.STEP_OF_ALL)) {
            int step = field.get(0).step();
            return "every " + step + " " + unit + "s"
                    + (60 % step == 0 ? "" : ", beginning anew with each " + (unit.equals("second") ? "minute" : "hour"));
        }
        return "at " + unit + (CronText.single(field) >= 0 ? " " : "s ") + listed(items(field, List.of(), unit));
    }

    private static List<String> items(List<Entry> field, List<String> names, String unit) {
        List<String> items = new ArrayList<>();
        for (Entry entry : field) {
            String range = name(entry.first(), names) + " to " + name(entry.last(), names);
            items.add(switch (entry.kind()) {
                case VALUE -> name(entry.first(), names);
                case RANGE -> range;
                default -> "every " + nth(entry.step()) + " " + unit + " from " + range;
            });
        }
        return items;
    }

    private static String days(CronText text) {
        boolean everyDate = CronText.isAny(text.date());
        boolean everyWeekday = CronText.isAny(text.weekday());
        if (everyDate && everyWeekday) {
            return "every day";
        }
        String dates = "on " + listed(dates(text.date())) + " of the month";
        String weekdays = (CronText.isOnly(text.weekday(), Kind.RANGE) ? "from " : "on ") + listed(weekdays(text.weekday()));
        return everyDate ? weekdays : everyWeekday ? dates : dates + " and also " + weekdays;
    }

    private static List<String> dates(List<Entry> field) {
        List<String> dates = new ArrayList<>();
        for (Entry entry : field) {
            dates.add(switch (entry.kind()) {
                case VALUE -> "day " + entry.first();
                case RANGE -> "days " + entry.first() + " to " + entry.last();
                case BEFORE_LAST -> entry.first() == 0 ? "the last day" : "the " + nth(entry.first() + 1) + " day from the end";
                case LAST_WORKDAY -> "the last weekday (Monday to Friday)";
                case NEAREST_WORKDAY -> "the weekday (Monday to Friday) nearest to day " + entry.first();
                default -> entry.step() == 1 ? "days 1 to 31"
                        : "every " + nth(entry.step()) + " day from day " + entry.first() + " to " + entry.last();
            });
        }
        return dates;
    }

    private static List<String> weekdays(List<Entry> field) {
        List<String> weekdays = new ArrayList<>();
        for (Entry entry : field) {
            String day = WEEKDAYS.get(entry.first());
            weekdays.add(switch (entry.kind()) {
                case VALUE -> day + "s";
                case RANGE -> day + " to " + WEEKDAYS.get(entry.last());
                case LAST_WEEKDAY -> "the last " + day + " of the month";
                case NTH_WEEKDAY -> "the " + ORDINALS.get(entry.step()) + " " + day + " of the month";
                default -> entry.step() == 1 ? "Sunday to Saturday"
                        : "every " + nth(entry.step()) + " day from " + day + " to " + WEEKDAYS.get(entry.last());
            });
        }
        return weekdays;
    }

    private static String name(int value, List<String> names) {
        return names.isEmpty() ? Integer.toString(value) : names.get(value);
    }

    private static String nth(int number) {
        boolean teen = number % 100 / 10 == 1;
        return number + (teen ? "th" : number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th");
    }

    private static String listed(List<String> items) {
        int last = items.size() - 1;
        return last == 0 ? items.get(0) : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
    }

    @Override
    String every(long seconds) {
        List<String> parts = new ArrayList<>();
        addPart(parts, seconds / 3600, "hour");
        addPart(parts, seconds / 60 % 60, "minute");
        addPart(parts, seconds % 60, "second");
        return "every " + listed(parts) + ", counted from the job's last change";
    }

    private static void addPart(List<String> parts, long number, String unit) {
        if (number > 0) {
            parts.add(number + " " + unit + (number == 1 ? "" : "s"));
        }
    }

    @Override
    String reboot() {
        return "once each time that the machine starts";
    }

    @Override
    public String next(String zone) {
        return "next, in " + zone + ":";
    }

    @Override
    public String never() {
        return "it is never due";
    }
}
