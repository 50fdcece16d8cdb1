package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.text.OneLine;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a shadow tells: a line of summary for each line of a crontab, and below it what is not as it should be. */
final class ShadowReport {

    /** So many minutes of a difference are written out. */
    private static final int MOST_TIMES = 4;
    private static final int MOST_TIMES_JSON = 1000;

    private final Screen screen;
    private final ZoneId zone;
    private final boolean looksBack;
    private final StringBuilder people = new StringBuilder();
    private final JsonWriter json;
    private int lines;
    private int differences;

    ShadowReport(Screen screen, Instant since, Instant until, ZoneId zone, boolean looksBack, int hours) {
        this.screen = screen;
        this.zone = zone;
        this.looksBack = looksBack;
        people.append(looksBack ? "What ran" : "What will run").append(" from ").append(time(since.getEpochSecond())).append(" to ")
                .append(time(until.getEpochSecond())).append(", times in ").append(zone.getId());
        boolean isShorter = until.getEpochSecond() - since.getEpochSecond() < hours * 3600L;
        people.append(isShorter ? " (the log begins no earlier)\n" : "\n");
        json = new JsonWriter().object().field("since", since.getEpochSecond()).field("until", until.getEpochSecond())
                .field("zone", zone.getId()).field("from_log", looksBack).name("crontabs").array();
    }

    void crontab(CrontabFile file, List<ShadowLine> all, ShadowLine.Reasons reasons) {
        people.append('\n').append(OneLine.of(file.name())).append(file.ignored().isEmpty() ? "" : ": ignored: " + file.ignored())
                .append('\n');
        json.object().field("crontab", file.name()).field("ignored", file.ignored()).name("lines").array();
        all.forEach(line -> line(line, line.differences(reasons)));
        json.end().end();
    }

    private void line(ShadowLine line, List<ShadowLine.Difference> found) {
        lines++;
        people.append("  ").append(line.number() > 0 ? "line " + line.number() : "a line that is gone").append(": ").append(summary(line))
                .append("\n    ").append(OneLine.of(line.line().text().strip())).append('\n');
        json.object().field("line", line.number()).field("text", line.line().text()).field("active", line.active())
                .field("user", line.line().user()).field("cron_runs", line.cronRuns()).field("dcms_runs", line.dcmsRuns());
        if (line.job().isThere()) {
            json.field("job", line.job().id()).field("enabled", line.job().enabled());
        }
        json.field("stays", line.stays()).name("differences").array();
        found.forEach(this::difference);
        json.end().end();
    }

    private String summary(ShadowLine line) {
        if (line.line().times().isReboot()) {
            return "@reboot, once for each boot: there is nothing to compare";
        }
        String cron = line.cronRuns() + " by cron";
        if (!line.stays().isEmpty() && !line.job().isThere()) {
            return (line.active() ? cron : "cron ignores the file") + ", stays: " + OneLine.of(line.stays());
        }
        return cron + ", " + line.dcmsRuns() + " by " + line.job().name() + (line.active() ? "" : line.number() > 0 ? ", commented out"
                : "");
    }

    private void difference(ShadowLine.Difference difference) {
        List<Long> minutes = difference.minutes();
        differences += minutes.size();
        people.append("    ! ").append(minutes.size() == 1 ? "once " : minutes.size() + " times ").append(difference.finding().words)
                .append(": ").append(times(minutes)).append('\n');
        if (!difference.why().isEmpty()) {
            people.append("      ").append(difference.why()).append('\n');
        }
        json.object().field("what", difference.finding().name().toLowerCase(Locale.ROOT)).field("count", minutes.size())
                .field("why", difference.why()).name("minutes").array();
        minutes.stream().limit(MOST_TIMES_JSON).forEach(json::value);
        json.end().end();
    }

    private String times(List<Long> minutes) {
        if (minutes.size() <= MOST_TIMES) {
            return minutes.stream().map(this::time).collect(Collectors.joining(", "));
        }
        return minutes.stream().limit(MOST_TIMES - 1L).map(this::time).collect(Collectors.joining(", ")) + ", ... "
                + time(minutes.get(minutes.size() - 1));
    }

    private String time(long second) {
        return Times.at(second, zone).substring(0, "2024-03-10 00:00".length());
    }

    /** @param unasked why the agent could not be asked; empty = it could */
    void finish(String unasked, boolean asJson) {
        if (asJson) {
            json.end().field("differences", differences);
            if (!unasked.isEmpty()) {
                json.field("agent", unasked);
            }
            screen.out().println(json.end());
            return;
        }
        screen.out().print(people);
        screen.out().println("\n" + lines + (lines == 1 ? " line, " : " lines, ")
                + (differences == 0 ? "no difference." : differences == 1 ? "1 difference." : differences + " differences.")
                + (differences == 0 && !looksBack ? " Where cron runs a line, its job would run it at the same minutes." : ""));
        if (!unasked.isEmpty()) {
            screen.out().println("The agent could not be asked for its jobs: " + unasked);
        }
    }

    boolean differs() {
        return differences > 0;
    }
}
