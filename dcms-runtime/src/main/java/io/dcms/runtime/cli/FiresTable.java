package io.dcms.runtime.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.OptionalLong;

/** What became of fires, as a table for people: a line each. */
final class FiresTable {

    private static final List<String> STATUS = List.of("ready", "running", "success", "failed", "timeout", "killed");

    private final Answer fires;
    private final ZoneId zone;

    /** @param zone in which times are shown */
    FiresTable(Answer fires, ZoneId zone) {
        this.fires = fires;
        this.zone = zone;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        List<Answer> list = fires.list("fires");
        long since = fires.number("since").orElse(0);
        text.append("job ").append(fires.number("job_id").orElse(0)).append(", ").append(time(since)).append(" to ")
                .append(time(fires.number("until").orElse(0))).append(", times in ").append(zone.getId()).append('\n');
        fires.number("complete_since").ifPresent(complete -> {
            if (complete > since) {
                text.append("nothing, or not all, is known of fires before ").append(time(complete)).append('\n');
            }
        });
        if (fires.flag("more")) {
            text.append("older ones are left out: give a greater --limit, or an --until\n");
        }
        if (list.isEmpty()) {
            text.append("no fires\n");
        }
        list.forEach(fire -> line(text, fire));
        return text.toString();
    }

    private void line(StringBuilder text, Answer fire) {
        String outcome = fire.text("outcome");
        text.append(time(fire.number("fire_at").orElse(0))).append("  ").append(outcome)
                .append(" ".repeat(Math.max(1, 9 - outcome.length()))).append(details(fire, outcome)).append('\n');
    }

    private String details(Answer fire, String outcome) {
        return switch (outcome) {
            case "ran" -> "task " + fire.text("task_id") + cause(fire) + end(fire);
            case "missed" -> fire.number("count").orElse(0) + until(fire) + ": " + fire.text("reason");
            case "waits" -> "for a run of the job to end";
            default -> (until(fire) + ": " + fire.text("reason")).replaceFirst("^:? ", "");
        };
    }

    private static String cause(Answer fire) {
        return switch (fire.text("cause")) {
            case "retry" -> ", retry " + fire.number("attempt").orElse(0);
            case "request" -> ", asked for";
            default -> "";
        };
    }

    private static String end(Answer fire) {
        OptionalLong status = fire.number("status");
        if (status.isEmpty() || status.getAsLong() < 0 || status.getAsLong() >= STATUS.size()) {
            return "";
        }
        String reason = fire.text("reason");
        return ", " + STATUS.get((int) status.getAsLong()) + (reason.isEmpty() ? "" : ": " + reason);
    }

    private String until(Answer fire) {
        OptionalLong last = fire.number("last_at");
        return last.isEmpty() || last.equals(fire.number("fire_at")) ? "" : " until " + time(last.getAsLong());
    }

    private String time(long second) {
        ZonedDateTime time = Instant.ofEpochSecond(second).atZone(zone);
        return time.toLocalDate() + " " + String.format("%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond());
    }
}
