package io.dcms.runtime.cli;

import io.dcms.runtime.cli.NextRequest.Refused;
import io.dcms.runtime.cron.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The arguments of {@code dcms next}, read from left to right; of an option that is given twice the last counts. */
final class NextOptions {

    private final List<String> words = new ArrayList<>();
    private boolean help;
    private boolean batch;
    private ZoneId zone;
    private Instant from;
    private int count = 1;

    private NextOptions(ZoneId zone, Instant from) {
        this.zone = zone;
        this.from = from;
    }

    /**
     * Reads the arguments.
     *
     * @param zone the zone if no option names one
     * @param from the time if no option names one
     */
    static NextOptions parse(List<String> arguments, ZoneId zone, Instant from) throws Refused {
        NextOptions options = new NextOptions(zone, from);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.equals("--")) {
                rest.forEachRemaining(options.words::add);
            } else if (argument.startsWith("-")) {
                options.option(argument, rest);
            } else {
                options.words.add(argument);
            }
        }
        return options;
    }

    private void option(String argument, Iterator<String> rest) throws Refused {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        switch (name) {
            case "--zone" -> zone = NextRequest.zone(value(argument, equals, rest));
            case "--from" -> from = NextRequest.from(value(argument, equals, rest));
            case "--count" -> count = NextRequest.count(value(argument, equals, rest));
            case "--batch" -> batch = flag(argument, equals);
            case "--help", "-h" -> help = flag(argument, equals);
            default -> throw new Refused("option " + Printable.quote(name)
                    + " is unknown: give --zone, --from, --count, --batch or --help");
        }
    }

    private static String value(String argument, int equals, Iterator<String> rest) throws Refused {
        if (equals >= 0) {
            return argument.substring(equals + 1);
        }
        if (!rest.hasNext()) {
            throw new Refused("option " + argument + " has no value: give one after it");
        }
        return rest.next();
    }

    private static boolean flag(String argument, int equals) throws Refused {
        if (equals >= 0) {
            throw new Refused("option " + Printable.quote(argument) + " takes no value");
        }
        return true;
    }

    boolean help() {
        return help;
    }

    boolean batch() {
        return batch;
    }

    /** The one question of a command line without {@code --batch}. */
    NextRequest request() throws Refused {
        return new NextRequest(NextRequest.schedule(expression()), zone, from, count);
    }

    /** A question of a batch; an empty text means what the options say. */
    NextRequest request(String expression, String zoneText, String fromText, String countText) throws Refused {
        return new NextRequest(NextRequest.schedule(expression),
                zoneText.isEmpty() ? zone : NextRequest.zone(zoneText),
                fromText.isEmpty() ? from : NextRequest.from(fromText),
                countText.isEmpty() ? count : NextRequest.count(countText));
    }

    /** The expression in one argument, or kindly its words in one argument each. */
    private String expression() throws Refused {
        if (words.isEmpty()) {
            throw new Refused("EXPR is missing: give a cron expression such as '0 3 * * *', or --help");
        }
        if (words.size() > 7) {
            throw new Refused(words.size() + " words are no expression: give 5 to 7 fields, and quote them,"
                    + " or the shell puts file names in the place of *");
        }
        if (words.size() > 1 && words.stream().anyMatch(word -> word.isEmpty() || word.contains(" "))) {
            throw new Refused("EXPR is given more than once: give one expression in quotes, or its fields as one argument each");
        }
        return String.join(" ", words);
    }

    /** Refuses an expression beside {@code --batch}. */
    void requireNoExpression() throws Refused {
        if (!words.isEmpty()) {
            throw new Refused("--batch takes no EXPR: " + Printable.quote(words.get(0)) + " belongs on standard input");
        }
    }
}
