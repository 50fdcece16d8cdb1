package io.dcms.runtime.cli;

import io.dcms.runtime.text.OneLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command was given: the values of its options, of which the last counts, and its operands. */
final class Given {

    private final Command command;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, List<String>> all = new HashMap<>();
    private final List<String> operands = new ArrayList<>();

    private Given(Command command) {
        this.command = command;
    }

    /** Reads arguments. With {@code --help} among them nothing is required of the operands. */
    static Given parse(Command command, List<String> arguments) throws CommandFailed {
        Given given = new Given(command);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.equals("--")) {
                rest.forEachRemaining(given.operands::add);
            } else if (argument.length() > 1 && argument.charAt(0) == '-') {
                given.option(argument, rest);
            } else {
                given.operands.add(argument);
            }
        }
        if (!given.has(Option.HELP)) {
            given.requireOperands();
        }
        return given;
    }

    boolean has(Option option) {
        return values.containsKey(option.name());
    }

    Optional<String> value(Option option) {
        return Optional.ofNullable(values.get(option.name()));
    }

    /** All values of an option that may be given more than once, in order. */
    List<String> values(Option option) {
        return all.getOrDefault(option.name(), List.of());
    }

    /** All operands, in order. */
    List<String> operands() {
        return List.copyOf(operands);
    }

    /** The n-th operand, from 0. */
    String operand(int n) {
        return operands.get(n);
    }

    /** The first operand as the id of a job. */
    String jobId() throws CommandFailed {
        String text = operands.get(0);
        boolean whole = text.length() <= 19;
        for (int at = 0; at < text.length(); at++) {
            whole &= text.charAt(at) >= '0' && text.charAt(at) <= '9';
        }
        if (!whole || text.isEmpty()) {
            throw new CommandFailed(CommandFailed.USAGE, quoted(text) + ": give the id of a job, a whole number");
        }
        return text;
    }

    /** The value of an option as a number. */
    int number(Option option, int fallback, int min, int max) throws CommandFailed {
        String text = values.get(option.name());
        if (text == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new CommandFailed(CommandFailed.USAGE, option.name() + " " + quoted(text)
                + ": give a whole number from " + min + " to " + max);
    }

    private void option(String argument, Iterator<String> rest) throws CommandFailed {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        Option option = find(name);
        if (option.isFlag() && equals >= 0) {
            throw new CommandFailed(CommandFailed.USAGE, "option " + name + " takes no value");
        }
        if (!option.isFlag() && equals < 0 && !rest.hasNext()) {
            throw new CommandFailed(CommandFailed.USAGE, "option " + name + " has no value: give one after it");
        }
        String value = option.isFlag() ? "" : equals < 0 ? rest.next() : argument.substring(equals + 1);
        values.put(option.name(), value);
        all.computeIfAbsent(option.name(), any -> new ArrayList<>()).add(value);
    }

    private Option find(String name) throws CommandFailed {
        for (Option option : command.options()) {
            if (option.name().equals(name) || option.letter().equals(name)) {
                return option;
            }
        }
        StringBuilder known = new StringBuilder();
        int left = command.options().size();
        for (Option option : command.options()) {
            left--;
            known.append(option.name()).append(left > 1 ? ", " : left == 1 ? " or " : "");
        }
        throw new CommandFailed(CommandFailed.USAGE, "option " + quoted(name) + " is unknown: give " + known);
    }

    private void requireOperands() throws CommandFailed {
        List<String> names = command.operandNames();
        if (operands.size() < names.size() && !command.operands().startsWith("[")) {
            throw new CommandFailed(CommandFailed.USAGE, names.get(operands.size()) + " is missing: dcms " + command.name() + " "
                    + command.operands() + "; --help tells more");
        }
        if (operands.size() > names.size() && !command.isOpen()) {
            throw new CommandFailed(CommandFailed.USAGE, quoted(operands.get(names.size())) + " is one too many: dcms "
                    + command.name() + (names.isEmpty() ? " takes no operands" : " takes " + command.operands()));
        }
    }

    private static String quoted(String text) {
        return "\"" + OneLine.of(text) + "\"";
    }
}
