package io.dcms.runtime.cli;

import io.dcms.runtime.cron.Printable;
import io.dcms.runtime.json.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

/** {@code dcms next}: prints when a cron expression runs next. Needs no agent. */
final class NextCommand {

    private final Given given;
    private final Screen screen;
    private final InstantSource clock;

    /** @param clock says what "now" is, once */
    NextCommand(Given given, Screen screen, InstantSource clock) {
        this.given = given;
        this.screen = screen;
        this.clock = clock;
    }

    /** @return 0 */
    int run() throws CommandFailed {
        NextOptions options = new NextOptions(given, ZoneId.systemDefault(), clock.instant());
        if (given.has(Commands.BATCH)) {
            batch(options);
        } else if (given.has(Option.JSON)) {
            printJson(options.request());
        } else {
            printLines(options.request());
        }
        return 0;
    }

    private void batch(NextOptions options) throws CommandFailed {
        options.requireNoExpression();
        if (given.has(Option.JSON)) {
            throw new CommandFailed(CommandFailed.USAGE, "--batch answers in lines: give it without --json");
        }
        try {
            new NextBatch(options, screen.in(), screen.out()).run();
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.NO, "standard input can't be read: " + e.getMessage());
        }
    }

    private void printLines(NextRequest request) {
        List<String> warnings = request.schedule().warnings();
        warnings.forEach(warning -> screen.err().println("dcms next: warning: " + warning));
        int found = request.answer(time -> screen.out().println(text(time, request.zone())));
        if (found == 0 && warnings.isEmpty() && !request.schedule().isReboot()) {
            screen.err().println("dcms next: " + Printable.quote(request.schedule().toString()) + " has no run after " + request.from());
        }
    }

    private void printJson(NextRequest request) {
        JsonWriter json = new JsonWriter().object().field("expression", request.schedule().toString())
                .field("zone", request.zone().getId()).name("warnings").array();
        request.schedule().warnings().forEach(json::value);
        json.end().name("next").array();
        request.answer(time -> json.value(text(time, request.zone())));
        screen.out().println(json.end().end());
    }

    private static String text(Instant time, ZoneId zone) {
        StringBuilder text = new StringBuilder(32);
        IsoTime.append(text, time, zone);
        return text.toString();
    }
}
