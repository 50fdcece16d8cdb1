package io.dcms.runtime.cron;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Makes up valid expressions, the same ones for the same seed. */
final class Expressions {

    private final Random random;

    Expressions(long seed) {
        random = new Random(seed);
    }

    /** Five fields that run often enough to be seen within a few days. */
    String often() {
        return String.join(" ", time(0, 59), time(0, 23), rarely("*", this::dates), rarely("*", this::months),
                rarely("*", this::weekdays));
    }

    /** Seven fields, the minute and the hour near a change of the clock. */
    String withSeconds(int hour) {
        String hours = random.nextInt(3) == 0 ? time(0, 23) : hour + "-" + (hour + 3) % 24;
        return String.join(" ", time(0, 59), time(0, 59), hours, "*", "*", rarely("*", this::weekdays), "*");
    }

    /** Days, months and years of any kind, once at midnight on each. */
    String days() {
        return String.join(" ", "0", "0", random.nextInt(4) == 0 ? "*" : dates(),
                random.nextBoolean() ? "*" : months(), random.nextInt(3) == 0 ? "*" : weekdays(),
                random.nextInt(4) > 0 ? "*" : years());
    }

    private String time(int min, int max) {
        switch (random.nextInt(5)) {
            case 0:
                return random.nextBoolean() ? "*" : "?";
            case 1:
                return "*/" + between(1, max);
            default:
                return list(() -> entry(min, max));
        }
    }

    private String dates() {
        return list(() -> {
            switch (random.nextInt(8)) {
                case 0:
                    return "L";
                case 1:
                    return "LW";
                case 2:
                    return "L-" + between(1, 30);
                case 3:
                    return between(1, 31) + "W";
                default:
                    return entry(1, 31);
            }
        });
    }

    private String months() {
        return list(() -> random.nextInt(4) == 0 ? pick("JAN", "Feb-dec", "nov-3", "june/2", "08") : entry(1, 12));
    }

    private String weekdays() {
        return list(() -> {
            switch (random.nextInt(7)) {
                case 0:
                    return pick("MON-FRI", "sat-Sun", "friday-MONDAY", "0-7", "1-7", "5-7", "7-2", "7-7", "1-7/3", "7/2");
                case 1:
                    return between(0, 7) + "L";
                case 2:
                    return between(0, 7) + "#" + between(1, 5);
                default:
                    return entry(0, 6);
            }
        });
    }

    private String years() {
        int year = between(1970, 2090);
        return pick(String.valueOf(year), year + "-" + (year + 9), year + "/" + between(1, 9), "*/" + between(1, 9));
    }

    private String entry(int min, int max) {
        int first = between(min, max);
        switch (random.nextInt(6)) {
            case 0:
                return first + "-" + between(min, max);
            case 1:
                return first + "-" + between(min, max) + "/" + between(1, max);
            case 2:
                return first + "/" + between(1, max);
            case 3:
                return String.format("%02d", first);
            default:
                return String.valueOf(first);
        }
    }

    private String list(Supplier<String> entry) {
        List<String> entries = new ArrayList<>();
        do {
            entries.add(random.nextInt(60) == 0 ? "*" : entry.get());
        } while (random.nextInt(3) == 0);
        return String.join(",", entries);
    }

    private String rarely(String usual, Supplier<String> other) {
        return random.nextInt(4) == 0 ? other.get() : usual;
    }

    private String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    int between(int min, int max) {
        return min + random.nextInt(max - min + 1);
    }
}
