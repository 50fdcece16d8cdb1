package io.dcms.runtime.cli;

import java.util.List;

/** {@code dcms completion}: scripts by which shells complete what people type, made from the table of commands. Pure. */
final class Completion {

    /** What stands for the path of a file in the table. */
    private static final String FILE = "FILE";
    private static final String FOLDER = "DIR";
    private static final List<String> SHELLS = List.of("bash", "zsh");

    private final StringBuilder script = new StringBuilder();
    private final List<Command> commands;

    private Completion(List<Command> commands) {
        this.commands = commands;
    }

    /** The script for {@code bash} or {@code zsh}. */
    static String of(String shell, List<Command> commands) throws CommandFailed {
        Completion completion = new Completion(commands);
        return switch (shell) {
            case "bash" -> completion.bash();
            case "zsh" -> completion.zsh();
            default -> throw new CommandFailed(CommandFailed.USAGE, "there is no completion for \"" + shell + "\": give bash or zsh");
        };
    }

    private String bash() {
        script.append("""
                # Completion of dcms for bash, printed by "dcms completion bash".
                _dcms() {
                    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words= others=
                    COMPREPLY=()
                    if [ "$COMP_CWORD" -eq 1 ]; then
                        COMPREPLY=($(compgen -W "%s" -- "$word"))
                        return
                    fi
                    case "${COMP_WORDS[1]} $before" in
                """.formatted(names()));
        for (Command command : commands) {
            bashValues(command);
        }
        script.append("""
                    esac
                    case "${COMP_WORDS[1]}" in
                """);
        for (Command command : commands) {
            bashWords(command);
        }
        return script.append("""
                    esac
                    case "$word" in
                        -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
                        *) COMPREPLY=($(compgen -W "$others" -- "$word")) ;;
                    esac
                }
                complete -F _dcms dcms
                """).toString();
    }

    /** After an option comes its value: a file, or what nobody can guess. */
    private void bashValues(Command command) {
        for (Option option : command.options()) {
            if (!option.isFlag()) {
                script.append("        '").append(command.name()).append(' ').append(option.name()).append("') ")
                        .append(isPath(option.value()) ? "compopt -o default 2>/dev/null; " : "").append("return ;;\n");
            }
        }
    }

    private void bashWords(Command command) {
        script.append("        ").append(command.name()).append(") words='");
        for (Option option : command.options()) {
            script.append(option == command.options().get(0) ? "" : " ").append(option.name());
        }
        script.append('\'');
        String others = operandWords(command);
        if (!others.isEmpty()) {
            script.append(" others='").append(others).append('\'');
        }
        script.append(isPath(command.operands()) ? "; [[ $word == -* ]] || compopt -o default 2>/dev/null ;;\n" : " ;;\n");
    }

    private String operandWords(Command command) {
        return switch (command.name()) {
            case "help" -> names();
            case "completion" -> String.join(" ", SHELLS);
            default -> "";
        };
    }

    private String zsh() {
        script.append("""
                #compdef dcms
                # Completion of dcms for zsh, printed by "dcms completion zsh".
                _dcms() {
                    local -a commands
                    commands=(
                """);
        for (Command command : commands) {
            script.append("        '").append(command.name()).append(':').append(zshText(command.summary())).append("'\n");
        }
        script.append("""
                    )
                    if (( CURRENT == 2 )); then
                        _describe -t commands 'dcms command' commands
                        return
                    fi
                    shift words
                    (( CURRENT-- ))
                    case $words[1] in
                """);
        for (Command command : commands) {
            zshArguments(command);
        }
        return script.append("""
                    esac
                }
                if [ "$funcstack[1]" = _dcms ]; then
                    _dcms "$@"
                else
                    compdef _dcms dcms
                fi
                """).toString();
    }

    private void zshArguments(Command command) {
        script.append("        ").append(command.name()).append(") _arguments");
        for (Option option : command.options()) {
            String rest = (option.text().isEmpty() ? "" : "[" + zshText(option.text()) + "]")
                    + (option.isFlag() ? "" : ":" + option.value() + ":" + (isPath(option.value()) ? "_files" : " ")) + "'";
            script.append(" '").append(option.name()).append(rest);
            if (!option.letter().isEmpty()) {
                script.append(" '").append(option.letter()).append(rest);
            }
        }
        String words = operandWords(command);
        for (String operand : command.operands().isEmpty() ? new String[0] : command.operands().split(" ")) {
            script.append(" ':").append(operand).append(':')
                    .append(!words.isEmpty() ? "(" + words + ")" : isPath(operand) ? "_files" : " ").append('\'');
        }
        script.append(" ;;\n");
    }

    private static String zshText(String text) {
        return text.replace("\n", " ").replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
                .replace("'", "'\\''");
    }

    private static boolean isPath(String placeholder) {
        return placeholder.contains(FILE) || placeholder.contains(FOLDER);
    }

    private String names() {
        StringBuilder names = new StringBuilder();
        for (Command command : commands) {
            names.append(names.isEmpty() ? "" : " ").append(command.name());
        }
        return names.toString();
    }
}
