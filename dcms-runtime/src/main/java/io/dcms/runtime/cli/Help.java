package io.dcms.runtime.cli;

import java.util.List;

/** What {@code dcms help} and {@code dcms COMMAND --help} print, made from the table of commands. Pure. */
final class Help {

    private Help() {
    }

    /** All commands in groups, a line each. */
    static String of(List<Command> commands) {
        StringBuilder text = new StringBuilder("Usage: dcms COMMAND [ARGUMENT ...]\n");
        int width = 0;
        for (Command command : commands) {
            width = Math.max(width, call(command).length());
        }
        Command.Group group = null;
        for (Command command : commands) {
            if (command.group() != group) {
                group = command.group();
                text.append('\n').append(group.title).append(":\n");
            }
            appendLine(text, call(command), width, command.summary());
        }
        return text.append("\n\"dcms help COMMAND\" says more. The agent itself is bin/dcms-agent.\n\n")
                .append(CommandFailed.EXIT_STATUS).toString();
    }

    /** All about one. */
    static String of(Command command) {
        StringBuilder text = new StringBuilder("Usage: dcms ").append(command.name()).append(" [OPTION ...]")
                .append(command.operands().isEmpty() ? "" : " ").append(command.operands()).append("\n\n")
                .append(sentence(command.summary())).append('\n');
        if (!command.details().isEmpty()) {
            text.append('\n').append(command.details());
        }
        text.append('\n');
        int width = 0;
        for (Option option : command.options()) {
            width = Math.max(width, call(option).length());
        }
        for (Option option : command.options()) {
            appendLine(text, call(option), width, option.text());
        }
        return text.append('\n').append(CommandFailed.EXIT_STATUS).toString();
    }

    private static String sentence(String summary) {
        return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
    }

    private static String call(Command command) {
        return "dcms " + command.name() + (command.operands().isEmpty() ? "" : " " + command.operands());
    }

    private static String call(Option option) {
        return (option.letter().isEmpty() ? "" : option.letter() + ", ") + option.name()
                + (option.isFlag() ? "" : " " + option.value());
    }

    private static void appendLine(StringBuilder text, String what, int width, String meaning) {
        String indent = "\n" + " ".repeat(width + 4);
        text.append("  ").append(what).append(" ".repeat(width - what.length() + 2)).append(meaning.replace("\n", indent)).append('\n');
    }
}
