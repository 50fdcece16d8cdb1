package io.dcms.runtime.config;

import io.dcms.runtime.text.NearestName;
import io.dcms.runtime.text.OneLine;
import io.dcms.spi.ConfigException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads Go-style flags: {@code -name=value}, {@code -name value}, one dash or two, a switch also without a value; the last of
 * several wins, {@code --} ends them, {@code -h}, {@code -help} and {@code --help} ask for help. Pure.
 *
 * <p>Unlike Go it does not take a flag for the value of the flag before it: in {@code -work_dir -db=...} the value was forgotten.
 */
final class CommandLine {
    private static final Set<String> HELP = Set.of("h", "help");
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private final List<String> arguments;
    private final Map<Flag, String> values = new EnumMap<>(Flag.class);
    private int next;
    private Flag last;
    private boolean help;

    private CommandLine(List<String> arguments) {
        this.arguments = arguments;
    }

    /** @throws ConfigException if an argument is none of the above, saying which and what would be right */
    static CommandLine parse(List<String> arguments) throws ConfigException {
        CommandLine line = new CommandLine(arguments);
        line.parseAll();
        return line;
    }

    /** Whether help was asked for; nothing after that was looked at. */
    boolean asksForHelp() {
        return help;
    }

    /** What was given, switches as {@code true} or {@code false}. */
    Map<Flag, String> values() {
        return values;
    }

    private void parseAll() throws ConfigException {
        while (next < arguments.size() && !help) {
            String argument = arguments.get(next++);
            if (argument.equals("--")) {
                break;
            }
            if (!isFlag(argument)) {
                throw stray(argument);
            }
            parseFlag(withoutDashes(argument));
        }
        if (next < arguments.size() && !help) {
            throw stray(arguments.get(next++));
        }
    }

    private void parseFlag(String text) throws ConfigException {
        String name = nameOf(text);
        if (HELP.contains(name)) {
            help = true;
            return;
        }
        last = Flag.of(name).orElse(null);
        if (last == null) {
            throw unknown(name);
        }
        if (name.length() < text.length()) {
            put(text.substring(name.length() + 1));
        } else {
            put(last.isSwitch() ? "true" : nextValue());
        }
    }

    private String nextValue() throws ConfigException {
        if (next == arguments.size()) {
            throw new ConfigException("-" + last.key() + " has no value: give -" + last.key() + "=<value>");
        }
        String value = arguments.get(next++);
        if (isKnownFlag(value)) {
            throw new ConfigException("-" + last.key() + " has no value, what follows is a flag: give -" + last.key()
                    + "=<value>");
        }
        return value;
    }

    private void put(String value) throws ConfigException {
        if (!last.isSwitch()) {
            values.put(last, value);
        } else if (TRUE.contains(value)) {
            values.put(last, "true");
        } else if (FALSE.contains(value)) {
            values.put(last, "false");
        } else {
            throw new ConfigException("-" + last.key() + " is " + Quote.of(value) + ": give true or false");
        }
    }

    private static boolean isFlag(String argument) {
        return argument.length() > 1 && argument.charAt(0) == '-';
    }

    private static boolean isKnownFlag(String argument) {
        if (!isFlag(argument)) {
            return false;
        }
        String name = nameOf(withoutDashes(argument));
        return HELP.contains(name) || Flag.of(name).isPresent();
    }

    private static String withoutDashes(String argument) {
        return argument.substring(argument.startsWith("--") ? 2 : 1);
    }

    private static String nameOf(String text) {
        int equals = text.indexOf('=');
        return equals < 0 ? text : text.substring(0, equals);
    }

    private static ConfigException unknown(String name) {
        if (Quote.mayBeSecret(name)) {
            return new ConfigException("unknown flag " + Quote.of(name) + ": -h lists the flags");
        }
        String advice = NearestName.of(name, Flag.keys()).map(near -> "did you mean -" + near + "?").orElse("-h lists the flags");
        return new ConfigException("unknown flag -" + OneLine.of(name) + ": " + advice);
    }

    private ConfigException stray(String argument) {
        if (last == null) {
            return new ConfigException("argument " + Quote.of(argument) + " belongs to no flag: flags look like -port=8001");
        }
        if (last.isSwitch()) {
            return new ConfigException("argument " + Quote.of(argument) + " belongs to no flag: a switch takes its value as in -"
                    + last.key() + "=false");
        }
        return new ConfigException("argument " + next + ", after the value of -" + last.key()
                + ", belongs to no flag: put a value with blanks into quotes");
    }
}
