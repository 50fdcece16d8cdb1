package io.dcms.runtime.cli;

import io.dcms.runtime.cli.NextRequest.Refused;
import io.dcms.runtime.cron.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

/** {@code dcms next}: prints when a cron expression runs next. Needs no agent. */
public final class NextCommand {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 2;

    private static final String USAGE = """
            Usage: dcms next [--zone ZONE] [--from TIME] [--count N] EXPR
                   dcms next [--zone ZONE] [--from TIME] [--count N] --batch

            Prints when a cron expression runs next: ISO 8601 with offset, a line each, strictly
            after --from; fewer than asked for, or none, when the expression ends.

              --zone ZONE   Europe/Berlin, UTC, +05:30, ... (default: the system's zone)
              --from TIME   2024-03-10T00:00:00-05:00, any offset (default: now)
              --count N     how many times, 1 to 1000000 (default: 1)
              --batch       answers each line EXPR<TAB>ZONE<TAB>TIME<TAB>N of standard input by
                            one line: the times with commas between, nothing if there are none,
                            or "ERROR: " and the reason. An empty ZONE, TIME or N is the default.
              --help        prints this
              --            ends the options

            EXPR is five fields (minute, hour, day of month, month, day of week), six (and the
            year), seven (the second first), @yearly, @monthly, @weekly, @daily, @hourly,
            @reboot (never by the clock) or @every 1h30m. Quote it.

            Exit status: 0 done, 1 input or output failed, 2 an argument or EXPR is bad.
            Warnings about EXPR go to standard error.
            """;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    private NextCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command.
     *
     * @param arguments what follows {@code next} on the command line
     * @param in        read only for {@code --batch}, as UTF-8; not closed
     * @param out       answers; flushed, not closed
     * @param err       warnings, and one line that says what is bad
     * @param clock     says what "now" is, once
     * @return the exit status: 0 done, 1 input or output failed, 2 an argument or the expression is bad
     */
    public static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err, InstantSource clock) {
        NextCommand command = new NextCommand(in, out, err);
        try {
            command.run(NextOptions.parse(arguments, ZoneId.systemDefault(), clock.instant()));
        } catch (Refused e) {
            return command.fail(REFUSED, e.getMessage());
        } catch (IOException e) {
            return command.fail(FAILED, "standard input can't be read: " + e.getMessage());
        }
        return out.checkError() ? command.fail(FAILED, "standard output can't be written") : DONE;
    }

    private void run(NextOptions options) throws Refused, IOException {
        if (options.help()) {
            out.print(USAGE);
        } else if (options.batch()) {
            options.requireNoExpression();
            new NextBatch(options, in, out).run();
        } else {
            single(options.request());
        }
    }

    private void single(NextRequest request) {
        List<String> warnings = request.schedule().warnings();
        warnings.forEach(warning -> err.println("dcms next: warning: " + warning));
        int found = request.answer(time -> print(time, request.zone()));
        if (found == 0 && warnings.isEmpty() && !request.schedule().isReboot()) {
            err.println("dcms next: " + Printable.quote(request.schedule().toString()) + " has no run after " + request.from());
        }
    }

    private void print(Instant time, ZoneId zone) {
        StringBuilder line = new StringBuilder(32);
        IsoTime.append(line, time, zone);
        out.println(line);
    }

    private int fail(int status, String problem) {
        err.println("dcms next: " + problem);
        return status;
    }
}
