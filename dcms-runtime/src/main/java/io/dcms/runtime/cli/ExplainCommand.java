package io.dcms.runtime.cli;

import io.dcms.runtime.cron.Schedule;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.text.OneLine;
import io.dcms.runtime.wording.Wording;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code dcms explain}: a cron expression in words, and its next times. */
final class ExplainCommand {

    private static final int TIMES = 5;

    private ExplainCommand() {
    }

    /** @return 0 */
    static int run(Given given, InstantSource clock, Screen screen) throws CommandFailed {
        Schedule schedule = NextRequest.schedule(given.operand(0));
        ZoneId zone = zone(given);
        Wording wording = Wording.of(isChinese(given, screen.environment()));
        List<String> next = next(schedule, clock.instant(), zone);
        if (given.has(Option.JSON)) {
            printJson(schedule, wording.words(schedule), next, screen);
            return 0;
        }
        screen.out().println(wording.words(schedule));
        for (String warning : schedule.warnings()) {
            screen.out().println("! " + warning);
        }
        screen.out().println(next.isEmpty() ? wording.never() : wording.next(zone.getId()));
        for (String time : next) {
            screen.out().println("  " + time);
        }
        return 0;
    }

    private static ZoneId zone(Given given) throws CommandFailed {
        if (!given.has(Commands.ZONE)) {
            return ZoneId.systemDefault();
        }
        String text = given.value(Commands.ZONE).orElseThrow();
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new CommandFailed(CommandFailed.USAGE, "--zone \"" + OneLine.of(text)
                    + "\" is unknown: give a region such as Europe/Berlin, UTC, or an offset such as +05:30");
        }
    }

    /** What the option says, else what the locale of messages is. */
    private static boolean isChinese(Given given, Map<String, String> environment) throws CommandFailed {
        if (given.has(Commands.LANGUAGE)) {
            String language = given.value(Commands.LANGUAGE).orElseThrow();
            if (!language.equals("en") && !language.equals("zh")) {
                throw new CommandFailed(CommandFailed.USAGE, "--lang \"" + OneLine.of(language) + "\": give en or zh");
            }
            return language.equals("zh");
        }
        for (String variable : List.of("LC_ALL", "LC_MESSAGES", "LANG")) {
            String locale = environment.getOrDefault(variable, "");
            if (!locale.isEmpty()) {
                return locale.startsWith("zh");
            }
        }
        return false;
    }

    private static List<String> next(Schedule schedule, Instant now, ZoneId zone) {
        List<String> times = new ArrayList<>();
        Optional<Instant> time = schedule.next(now, zone);
        while (time.isPresent() && times.size() < TIMES) {
            StringBuilder text = new StringBuilder();
            IsoTime.append(text, time.get(), zone);
            times.add(text.toString());
            time = schedule.next(time.get(), zone);
        }
        return times;
    }

    private static void printJson(Schedule schedule, String words, List<String> next, Screen screen) {
        JsonWriter json = new JsonWriter().object().field("expression", schedule.toString()).field("meaning", words)
                .name("warnings").array();
        for (String warning : schedule.warnings()) {
            json.value(warning);
        }
        json.end().name("next").array();
        for (String time : next) {
            json.value(time);
        }
        screen.out().println(json.end().end());
    }
}
