package io.dcms.runtime.rest;

import io.dcms.runtime.cron.CronException;
import io.dcms.runtime.cron.Schedule;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.text.OneLine;
import io.dcms.runtime.wording.Wording;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** {@code /explain}: what a schedule means and when it would be due, before there is a job that has it. */
final class ExplainResource {

    private static final int MOST_TIMES = 100;
    private static final Wording ENGLISH = Wording.of(false);
    private static final Wording CHINESE = Wording.of(true);

    private final Control control;
    private final InstantSource clock;

    ExplainResource(Control control, InstantSource clock) {
        this.control = control;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/explain", this::explain);
    }

    private void explain(Call call) throws IOException, HttpProblem {
        Instant now = clock.instant();
        Schedule schedule = schedule(call);
        ZoneId zone = zone(call);
        long count = call.number("count", 5, 1, MOST_TIMES);
        JsonWriter json = new JsonWriter().object()
                .field("schedule", schedule.toString())
                .field("en", ENGLISH.words(schedule))
                .field("zh", CHINESE.words(schedule))
                .name("warnings").array();
        schedule.warnings().forEach(json::value);
        json.end().field("zone", zone.getId()).name("next").array();
        // Of a job that has it from now on.
        Schedule begun = schedule.anchoredAt(now);
        Optional<Instant> fire = begun.next(now, zone);
        for (long i = 0; i < count && fire.isPresent(); i++) {
            json.value(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(fire.get().atZone(zone)));
            fire = begun.next(fire.get(), zone);
        }
        call.answer(json.end().end().toString());
    }

    private static Schedule schedule(Call call) throws HttpProblem {
        String text = call.word("schedule").orElseThrow(() -> HttpProblem.badRequest("schedule is missing: give a cron expression, as in"
                + " /explain?schedule=0+3+*+*+*"));
        try {
            return Schedule.parse(text);
        } catch (CronException e) {
            throw HttpProblem.badRequest("schedule: " + e.getMessage());
        }
    }

    private ZoneId zone(Call call) throws HttpProblem {
        Optional<String> text = call.word("zone");
        try {
            // In a query, a plus means a blank.
            return text.isEmpty() || text.get().isEmpty() ? control.zone() : ZoneId.of(text.get().replace(' ', '+'));
        } catch (DateTimeException e) {
            throw HttpProblem.badRequest("zone: \"" + OneLine.of(text.get())
                    + "\" is unknown: give a region such as Europe/Berlin, UTC, or an offset such as +05:30");
        }
    }
}
