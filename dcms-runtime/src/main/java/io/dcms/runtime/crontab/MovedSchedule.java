package io.dcms.runtime.crontab;

import io.dcms.runtime.cron.CronException;
import io.dcms.runtime.cron.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A time specification of cron in the words of DCMS: as it is written if that means the same, else with lists of values in the
 * place of the fields that mean something else.
 *
 * @param text        the schedule of a job; empty if there is none that means the same
 * @param differences what is otherwise than cron has it, a clause each
 * @param refusal     why there is none; empty if there is one
 */
public record MovedSchedule(Optional<String> text, List<String> differences, String refusal) {

    /** The store {@code mysql} has room for no more characters. */
    private static final int LONGEST = 100;
    private static final int FIELDS = 5;
    /** In 28 years each date of a year falls on each day of the week, and each leap day too. */
    private static final LocalDate FROM = LocalDate.of(2024, 1, 1);
    private static final LocalDate TO = FROM.plusYears(28);
    /** A change of the clock concerns what is due so near to it. */
    private static final Duration NEAR = Duration.ofHours(4);
    private static final int CHANGES_LOOKED_AT = 2;

    /**
     * The schedule that means what a line of a crontab means.
     *
     * @param zone where it is read
     * @param now  from when on changes of the clock are looked at
     */
    public static MovedSchedule of(CrontabLine line, ZoneId zone, Instant now) {
        if (line.times().isReboot()) {
            return new MovedSchedule(Optional.of("@reboot"), List.of(), "");
        }
        Attempt attempt = new Attempt(line, zone, now);
        return attempt.run();
    }

    /** One line's. */
    private static final class Attempt {
        private final String written;
        private final CronTimes cron;
        private final ZoneId zone;
        private final Instant now;

        Attempt(CrontabLine line, ZoneId zone, Instant now) {
            this.written = line.schedule();
            this.cron = line.times();
            this.zone = zone;
            this.now = now;
        }

        MovedSchedule run() {
            if (values().contains(List.<Integer>of())) {
                return new MovedSchedule(Optional.empty(), List.of(), "schedule: cron never runs \"" + written
                        + "\": one of its fields is a range the wrong way round, which is no value at all");
            }
            String clock = "";
            String best = null;
            for (String candidate : candidates()) {
                Optional<Schedule> ours = schedule(candidate).filter(this::isSame);
                if (ours.isPresent()) {
                    String change = clockChange(ours.get());
                    if (best == null || change.isEmpty()) {
                        best = candidate;
                        clock = change;
                    }
                    if (change.isEmpty()) {
                        break;
                    }
                }
            }
            if (best == null) {
                return new MovedSchedule(Optional.empty(), List.of(), refusal());
            }
            List<String> differences = new ArrayList<>();
            if (!best.equals(written)) {
                differences.add("schedule: \"" + written + "\" is written as \"" + best + "\", " + whyNotAsItIs());
            }
            if (!clock.isEmpty()) {
                differences.add(clock);
            }
            return new MovedSchedule(Optional.of(best), differences, "");
        }

        /** As it is, then with ever more of its fields counted out: a star at the beginning means something at changes of the clock. */
        private List<String> candidates() {
            List<String> candidates = new ArrayList<>(List.of(written));
            String[] own = written.split(" ");
            if (own.length != FIELDS) {
                return candidates;
            }
            List<String> counted = new ArrayList<>();
            for (List<Integer> values : values()) {
                counted.add(FieldValues.shortest(counted.size(), values));
            }
            for (int changed = 1; changed <= FIELDS; changed++) {
                for (int fields = 1; fields < 1 << FIELDS; fields++) {
                    if (Integer.bitCount(fields) == changed) {
                        candidates.add(mixed(own, counted, fields));
                    }
                }
            }
            return candidates;
        }

        private List<List<Integer>> values() {
            return List.of(cron.minutes(), cron.hours(), cron.daysOfMonth(), cron.months(), cron.daysOfWeek());
        }

        private static String mixed(String[] own, List<String> counted, int fields) {
            String[] mixed = own.clone();
            for (int field = 0; field < FIELDS; field++) {
                if ((fields >> field & 1) != 0) {
                    mixed[field] = counted.get(field);
                }
            }
            return String.join(" ", mixed);
        }

        private static Optional<Schedule> schedule(String candidate) {
            try {
                return candidate.length() > LONGEST ? Optional.empty() : Optional.of(Schedule.parse(candidate));
            } catch (CronException e) {
                return Optional.empty();
            }
        }

        private String whyNotAsItIs() {
            try {
                Schedule.parse(written);
                return written.length() > LONGEST ? "which means the same in fewer characters" : "which means the same: as it stood DCMS "
                        + "would read it otherwise than cron";
            } catch (CronException e) {
                return "which means the same: as it stood DCMS would refuse it";
            }
        }

        private String refusal() {
            if (cron.needsBothDays() && cron.daysOfMonth().size() < 31 && cron.daysOfWeek().size() < 7) {
                return "schedule: where a day field begins with * cron runs it on the days that fit both day fields, DCMS on those that "
                        + "fit either: no schedule of DCMS says \"" + written + "\"; let the command look for one of the two";
            }
            if (written.length() > LONGEST) {
                return "schedule: it takes more than " + LONGEST + " characters, which is what stores have room for: make two lines of it";
            }
            return "schedule: no schedule of DCMS has the same times as \"" + written + "\" has under cron";
        }

        /** Whether the two have the same local times. */
        private boolean isSame(Schedule ours) {
            Instant begin = FROM.atStartOfDay().toInstant(ZoneOffset.UTC);
            Optional<Instant> first = ours.next(begin.minusSeconds(1), ZoneOffset.UTC);
            if (first.isEmpty()) {
                return cronNeverRuns();
            }
            LocalDateTime time = LocalDateTime.ofInstant(first.get(), ZoneOffset.UTC);
            return minutes(ours, time.toLocalDate()).equals(cronMinutes(time.toLocalDate()))
                    && sameDays(ours, time.toLocalTime());
        }

        private boolean cronNeverRuns() {
            return cron.next(FROM.atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC).isEmpty();
        }

        private static Set<LocalTime> minutes(Schedule ours, LocalDate day) {
            Set<LocalTime> minutes = new HashSet<>();
            Instant end = day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            Optional<Instant> at = ours.next(day.atStartOfDay().toInstant(ZoneOffset.UTC).minusSeconds(1), ZoneOffset.UTC);
            while (at.isPresent() && at.get().isBefore(end)) {
                minutes.add(LocalDateTime.ofInstant(at.get(), ZoneOffset.UTC).toLocalTime());
                at = ours.next(at.get(), ZoneOffset.UTC);
            }
            return minutes;
        }

        private Set<LocalTime> cronMinutes(LocalDate day) {
            Set<LocalTime> minutes = new HashSet<>();
            for (int minute = 0; minute < 24 * 60; minute++) {
                LocalTime time = LocalTime.of(minute / 60, minute % 60);
                if (cron.fits(day.atTime(time))) {
                    minutes.add(time);
                }
            }
            return minutes;
        }

        /** @param time at which it runs on the days on which it runs */
        private boolean sameDays(Schedule ours, LocalTime time) {
            Optional<Instant> next = Optional.empty();
            for (LocalDate day = FROM; day.isBefore(TO); day = day.plusDays(1)) {
                Instant at = day.atTime(time).toInstant(ZoneOffset.UTC);
                if (next.isEmpty() || next.get().isBefore(at)) {
                    next = ours.next(at.minusSeconds(1), ZoneOffset.UTC);
                }
                if (cron.fits(day.atTime(time)) != next.equals(Optional.of(at))) {
                    return false;
                }
            }
            return true;
        }

        /** What is otherwise where the zone's clock is set; empty if nothing is. */
        private String clockChange(Schedule ours) {
            ZoneOffsetTransition change = zone.getRules().nextTransition(now);
            for (int looked = 0; change != null && looked < CHANGES_LOOKED_AT; looked++) {
                List<Instant> cronRuns = runs(change, after -> cron.next(after, zone));
                List<Instant> ourRuns = runs(change, after -> ours.next(after, zone));
                if (!cronRuns.equals(ourRuns)) {
                    return "where the clock is set forward or back, as next on " + change.getDateTimeBefore().toLocalDate()
                            + ", cron runs it "
                            + told(cronRuns, ourRuns) + ", DCMS " + told(ourRuns, cronRuns);
                }
                change = zone.getRules().nextTransition(change.getInstant());
            }
            return "";
        }

        private interface Next {
            Optional<Instant> after(Instant instant);
        }

        private static List<Instant> runs(ZoneOffsetTransition change, Next next) {
            List<Instant> runs = new ArrayList<>();
            Instant end = change.getInstant().plus(NEAR);
            Optional<Instant> at = next.after(change.getInstant().minus(NEAR));
            while (at.isPresent() && at.get().isBefore(end)) {
                runs.add(at.get().truncatedTo(ChronoUnit.MINUTES));
                at = next.after(at.get());
            }
            return runs;
        }

        /** Those that the others do not have. */
        private String told(List<Instant> runs, List<Instant> others) {
            List<Instant> own = new ArrayList<>(runs);
            own.removeAll(others);
            if (own.isEmpty()) {
                return (runs.size() == 1 ? "once" : runs.size() + " times") + " in those hours";
            }
            String first = "at " + own.get(0).atZone(zone).toLocalTime() + " (UTC" + zone.getRules().getOffset(own.get(0)) + ")";
            return own.size() == 1 ? first : first + " and " + (own.size() - 1) + " times more";
        }
    }
}
