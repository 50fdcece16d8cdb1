package io.dcms.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code dcms completion}: scripts by which shells complete what people type, made from the table of commands. Pure.
 *
 * <p>The ids of jobs and tasks the scripts ask for when they are needed, by {@code dcms ids} and with what the line says of the agent.
 */
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
                    local IFS=$' \\t\\n' line=$COMP_LINE words=() agent=() last n option= operand=0
                    local options= valued= paths= operands=
                    COMPREPLY=()
                    # bash parts words at = and : too: here they are as they were typed.
                    for ((n = 0; n <= COMP_CWORD; n++)); do
                        if [[ $n -eq 0 || $line == [[:blank:]]* ]]; then
                            words+=("${COMP_WORDS[n]}")
                        else
                            words[${#words[@]}-1]+=${COMP_WORDS[n]}
                        fi
                        line=${line#"${line%%[![:blank:]]*}"}
                        line=${line#"${COMP_WORDS[n]}"}
                    done
                    last=$((${#words[@]} - 1))
                    if [ "$last" -eq 1 ]; then
                        COMPREPLY=($(compgen -W "$_dcms_commands" -- "${words[1]}"))
                        return
                    fi
                    case ${words[1]} in
                """);
        for (Command command : commands) {
            bashWords(command);
        }
        return script.append("""
                    esac
                    for ((n = 2; n < last; n++)); do
                        case ${words[n]} in
                            --url=* | --token-file=* | --ca=*) agent+=("${words[n]}") ;;
                            -?*)
                                if [[ " $valued " == *" ${words[n]} "* ]]; then
                                    option=${words[n]}
                                    n=$((n + 1))
                                    case $option in
                                        --url | --token-file | --ca) agent+=("$option" "${words[n]}") ;;
                                    esac
                                    [ "$n" -lt "$last" ] && option=
                                fi
                                ;;
                            *) operand=$((operand + 1)) ;;
                        esac
                    done
                    [[ ${words[last]} == --*=* ]] && option=${words[last]%%=*}
                    if [ -n "$option" ]; then
                        [[ " $paths " == *" $option "* ]] && compopt -o default 2>/dev/null
                        return
                    fi
                    if [[ ${words[last]} == -* ]]; then
                        COMPREPLY=($(compgen -W "$options" -- "${words[last]}"))
                        return
                    fi
                    operands=($operands)
                    n=$((${#operands[@]} - 1))
                    [[ $n -ge 0 && $operand -gt $n && ${operands[n]} == *... ]] && operand=$n
                    case ${operands[operand]} in
                        file*) compopt -o default 2>/dev/null ;;
                        command) COMPREPLY=($(compgen -W "$_dcms_commands" -- "${words[last]}")) ;;
                        id) _dcms_ids ;;
                        /*) COMPREPLY=($(compgen -W "${operands[operand]//\\// }" -- "${words[last]}")) ;;
                    esac
                }
                # The ids that the agent knows; none if it does not answer.
                _dcms_ids() {
                    local id rest call=("${words[0]}" ids "${words[1]}" "${agent[@]}")
                    for n in "${!call[@]}"; do
                        call[n]=${call[n]//[\\"\\'\\\\]/}
                        [[ ${call[n]} == '~/'* ]] && call[n]=$HOME${call[n]#'~'}
                    done
                    compopt -o nosort 2>/dev/null
                    while IFS=$'\\t' read -r id rest; do
                        [[ $id == "${words[last]}"* ]] && COMPREPLY+=("$id")
                    done < <("${call[@]}" </dev/null 2>/dev/null)
                }
                """).append("_dcms_commands='").append(names()).append("'\ncomplete -F _dcms dcms\n").toString();
    }

    private void bashWords(Command command) {
        script.append("        ").append(command.name()).append(") options='").append(options(command, option -> true))
                .append("' valued='").append(options(command, option -> !option.isFlag()))
                .append("' paths='").append(options(command, option -> isPath(option.value())))
                .append("' operands='").append(bashOperands(command)).append("' ;;\n");
    }

    private static String options(Command command, Predicate<Option> which) {
        List<String> names = new ArrayList<>();
        for (Option option : command.options()) {
            if (which.test(option)) {
                names.add(option.name());
            }
        }
        return String.join(" ", names);
    }

    /** What each may be: id, file, command, one of some words with / before each, or what nobody can guess. */
    private static String bashOperands(Command command) {
        List<String> kinds = new ArrayList<>();
        for (String name : command.operandNames()) {
            kinds.add(isId(name) ? "id" : isPath(name) ? "file" : name.equals("COMMAND") ? "command"
                    : name.equals("SHELL") ? "/" + String.join("/", SHELLS) : "-");
        }
        return String.join(" ", kinds) + (command.isOpen() ? Command.AND_MORE : "");
    }

    private String zsh() {
        script.append("""
                #compdef dcms
                # Completion of dcms for zsh, printed by "dcms completion zsh".
                _dcms() {
                    local dcms=${(Q)words[1]}
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
                    local curcontext=$curcontext state line
                    typeset -A opt_args
                    case $words[1] in
                """);
        for (Command command : commands) {
            zshArguments(command);
        }
        return script.append("""
                    esac
                }
                # The ids that the agent knows, with names; none if it does not answer.
                _dcms_ids() {
                    local option value
                    local -a call ids
                    call=(${dcms/#\\~\\//$HOME/} ids $words[1])
                    for option in --url --token-file --ca; do
                        value=${(Q)${opt_args[$option]//\\\\:/:}}
                        [[ -z $value ]] || call+=($option ${value/#\\~\\//$HOME/})
                    done
                    ids=(${(f)"$($call </dev/null 2>/dev/null)"})
                    ids=(${ids/$'\\t'/:})
                    _describe -V -t ids "$1" ids
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
            script.append(" '").append(option.name()).append(option.isFlag() ? "" : "=").append(rest);
            if (!option.letter().isEmpty()) {
                script.append(" '").append(option.letter()).append(rest);
            }
        }
        List<String> names = command.operandNames();
        for (int n = 0; n < names.size(); n++) {
            boolean isOpen = command.isOpen() && n == names.size() - 1;
            script.append(" '").append(isOpen ? "*:" : ":").append(names.get(n)).append(':').append(zshOperand(names.get(n))).append('\'');
        }
        script.append(" ;;\n");
    }

    private String zshOperand(String name) {
        if (isId(name)) {
            // The blank keeps _arguments from adding words of its own.
            return " _dcms_ids " + name;
        }
        return switch (name) {
            case "COMMAND" -> "(" + names() + ")";
            case "SHELL" -> "(" + String.join(" ", SHELLS) + ")";
            default -> isPath(name) ? "_files" : " ";
        };
    }

    private static String zshText(String text) {
        return text.replace("\n", " ").replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
                .replace("'", "'\\''");
    }

    private static boolean isPath(String placeholder) {
        return placeholder.contains(FILE) || placeholder.contains(FOLDER);
    }

    private static boolean isId(String placeholder) {
        return placeholder.equals(Command.JOB) || placeholder.equals(Command.TASK);
    }

    private String names() {
        List<String> names = new ArrayList<>();
        for (Command command : commands) {
            names.add(command.name());
        }
        return String.join(" ", names);
    }
}
