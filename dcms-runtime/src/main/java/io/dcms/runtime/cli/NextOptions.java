package io.dcms.runtime.cli;

import io.dcms.runtime.cron.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** What {@code dcms next} was given; of an option that is given twice each is checked, and the last counts. */
final class NextOptions {

    private final List<String> words;
    private ZoneId zone;
    private Instant from;
    private int count = 1;

    /**
     * Reads the options.
     *
     * @param zone the zone if no option names one
     * @param from the time if no option names one
     */
    NextOptions(Given given, ZoneId zone, Instant from) throws CommandFailed {
        this.words = given.operands();
        this.zone = zone;
        this.from = from;
        for (String text : given.values(Commands.ZONE)) {
            this.zone = NextRequest.zone(text);
        }
        for (String text : given.values(Commands.FROM)) {
            this.from = NextRequest.from(text);
        }
        for (String text : given.values(Commands.TIMES)) {
            this.count = NextRequest.count(text);
        }
    }

    /** The one question of a command line without {@code --batch}. */
    NextRequest request() throws CommandFailed {
        return new NextRequest(NextRequest.schedule(expression()), zone, from, count);
    }

    /** A question of a batch; an empty text means what the options say. */
    NextRequest request(String expression, String zoneText, String fromText, String countText) throws CommandFailed {
        return new NextRequest(NextRequest.schedule(expression),
                zoneText.isEmpty() ? zone : NextRequest.zone(zoneText),
                fromText.isEmpty() ? from : NextRequest.from(fromText),
                countText.isEmpty() ? count : NextRequest.count(countText));
    }

    /** The expression in one argument, or kindly its words in one argument each. */
    private String expression() throws CommandFailed {
        if (words.isEmpty()) {
            throw refused("EXPR is missing: give a cron expression such as '0 3 * * *', or --help");
        }
        if (words.size() > 7) {
            throw refused(words.size() + " words are no expression: give 5 to 7 fields, and quote them,"
                    + " or the shell puts file names in the place of *");
        }
        if (words.size() > 1 && words.stream().anyMatch(word -> word.isEmpty() || word.contains(" "))) {
            throw refused("EXPR is given more than once: give one expression in quotes, or its fields as one argument each");
        }
        return String.join(" ", words);
    }

    /** Refuses an expression beside {@code --batch}. */
    void requireNoExpression() throws CommandFailed {
        if (!words.isEmpty()) {
            throw refused("--batch takes no EXPR: " + Printable.quote(words.get(0)) + " belongs on standard input");
        }
    }

    private static CommandFailed refused(String problem) {
        return new CommandFailed(CommandFailed.USAGE, problem);
    }
}
