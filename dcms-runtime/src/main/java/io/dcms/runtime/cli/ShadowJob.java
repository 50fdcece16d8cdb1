package io.dcms.runtime.cli;

import io.dcms.runtime.cron.CronException;
import io.dcms.runtime.cron.Schedule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What DCMS has of a line: the job that it has become, or the schedule that it would get.
 *
 * @param id       0 = there is no job
 * @param enabled  whether it runs by its schedule, now
 * @param schedule as text; empty = the line can't be moved
 * @param zone     in which it is read
 */
record ShadowJob(long id, boolean enabled, String schedule, ZoneId zone) {

    private static final long MINUTE = 60;
    private static final long STRETCH = 86_400;
    private static final int MOST = 10_000;

    static ShadowJob none() {
        return new ShadowJob(0, false, "", ZoneId.of("UTC"));
    }

    /** @param agentZone where the agent reads schedules that name no zone */
    static ShadowJob of(Answer job, ZoneId agentZone) {
        String own = job.part("options").rawText("timezone");
        ZoneId zone = agentZone;
        try {
            zone = own.isEmpty() ? agentZone : ZoneId.of(own);
        } catch (DateTimeException e) {
            // The agent has refused it then, and goes on with what it had.
        }
        return new ShadowJob(job.numberOr0("id"), !job.flag("disabled"), job.rawText("schedule"), zone);
    }

    boolean isThere() {
        return id != 0;
    }

    /** As reports call it. */
    String name() {
        return isThere() ? "job " + id + (enabled ? "" : " (disabled)") : "DCMS (no job yet)";
    }

    /** How often its schedule names each minute from one time to another, by the minute's first second; empty if it has no times. */
    Map<Long, Integer> planned(Instant since, Instant until) {
        try {
            Schedule times = Schedule.parse(schedule);
            return times.isReboot() ? Map.of() : Minutes.of(after -> times.next(after, zone), since, until);
        } catch (CronException e) {
            return Map.of();
        }
    }

    /**
     * What the agent did with its fires. Minutes are by their first second.
     *
     * @param ran     how often it ran in each minute
     * @param changes from when on its fires counted (true) or did not
     * @param reasons why those of a minute did not run, as far as the agent says it
     * @param known   nothing is known of fires before
     */
    record Fires(Map<Long, Integer> ran, TreeMap<Long, Boolean> changes, Map<Long, String> reasons, long known) {

        boolean isOn(long minute) {
            return minute >= known && changes.floorEntry(minute).getValue();
        }
    }

    /** Asks the agent, in stretches of a day: a job may fire each minute. */
    Fires fires(AgentClient agent, Instant since, Instant until) throws CommandFailed {
        Fires fires = new Fires(new HashMap<>(), new TreeMap<>(), new HashMap<>(), 0);
        long known = since.getEpochSecond();
        for (long from = known; from < until.getEpochSecond(); from += STRETCH) {
            long to = Math.min(from + STRETCH, until.getEpochSecond()) - 1;
            Answer answer = agent.get("/jobs/" + id + "/fires?since=" + from + "&until=" + to + "&limit=" + MOST);
            known = Math.max(known, answer.numberOr0("complete_since"));
            for (Answer fire : answer.list("fires")) {
                take(fire, from, to, fires);
            }
        }
        boolean begin = fires.changes().isEmpty() ? enabled : !fires.changes().firstEntry().getValue();
        fires.changes().put(Long.MIN_VALUE, begin);
        return new Fires(fires.ran(), fires.changes(), fires.reasons(), known);
    }

    private static void take(Answer fire, long from, long to, Fires fires) {
        long at = fire.numberOr0("fire_at");
        long last = fire.number("last_at").orElse(Long.MAX_VALUE);
        switch (fire.rawText("outcome")) {
            case "ran" -> {
                if (fire.rawText("cause").equals("fire")) {
                    fires.ran().merge(minute(at), 1, Integer::sum);
                }
            }
            case "waits" -> fires.reasons().put(minute(at), "it waits for a run of the job to end");
            case "skipped" -> fires.reasons().put(minute(at), fire.text("reason"));
            case "missed" -> reasons(fires, Math.max(at, from), Math.min(last, to), fire.text("reason"));
            case "off", "unknown" -> {
                fires.changes().put(at, false);
                if (last != Long.MAX_VALUE) {
                    fires.changes().put(last + 1, true);
                }
                reasons(fires, Math.max(at, from), Math.min(last, to), fire.text("reason"));
            }
            case "on" -> fires.changes().put(at + 1, true);
            default -> {
                // A newer agent says more.
            }
        }
    }

    private static void reasons(Fires fires, long from, long to, String reason) {
        for (long minute = minute(from); minute <= to; minute += MINUTE) {
            fires.reasons().putIfAbsent(minute, reason);
        }
    }

    private static long minute(long second) {
        return Math.floorDiv(second, MINUTE) * MINUTE;
    }
}
