package io.dcms.runtime.wording;

import io.dcms.runtime.cron.Schedule;
import io.dcms.runtime.wording.CronText.Entry;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Cron expressions in words of a language. Immutable. */
public abstract class Wording {

    /** More times than these are not told one by one. */
    private static final int MOST_TIMES = 6;

    Wording() {
    }

    /** English, or Chinese for {@code zh}. */
    public static Wording of(boolean chinese) {
        return chinese ? new ChineseWording() : new EnglishWording();
    }

    /** What a schedule means. @param schedule as it was read: {@code @every} not yet anchored */
    public final String words(Schedule schedule) {
        if (schedule.isReboot()) {
            return reboot();
        }
        // A period is what lies between two of its times.
        return CronText.words(schedule.toString()).get(0).equalsIgnoreCase("@every")
                ? every(schedule.next(Instant.EPOCH, ZoneId.of("UTC")).orElse(Instant.EPOCH).getEpochSecond())
                : explain(CronText.of(schedule.toString()));
    }

    /** What an expression with fields means. */
    abstract String explain(CronText text);

    /** What {@code @every} means. */
    abstract String every(long seconds);

    /** What {@code @reboot} means. */
    abstract String reboot();

    /** What stands before the next times, in a zone. */
    public abstract String next(String zone);

    /** Said where there is no next time. */
    public abstract String never();

    /** {@code 03:00, 12:00} if it is a few times of the day, which is how people tell them; else empty. */
    final List<String> times(CronText text) {
        int second = CronText.single(text.second());
        int minute = CronText.single(text.minute());
        List<String> times = new ArrayList<>();
        if (second >= 0 && minute >= 0 && CronText.isValues(text.hour()) && text.hour().size() <= MOST_TIMES) {
            for (Entry hour : text.hour()) {
                times.add(time(hour.first(), minute) + (second == 0 ? "" : ":" + twoDigits(second)));
            }
        }
        return times;
    }

    static String time(int hour, int minute) {
        return twoDigits(hour) + ":" + twoDigits(minute);
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
