package io.dcms.runtime.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A command as help and completion tell of it, and as its arguments are read.
 *
 * @param operands what it takes, in order, such as {@code ID FILE}, {@code FILE...} for one or more, or {@code [NAME]} for what can be
 *                 left out; empty = nothing
 * @param summary  what it does, in one line
 * @param details  what else there is to know, in lines of at most 120 characters; empty = nothing
 * @param options  all of them, {@code --help} last
 */
record Command(Group group, String name, String operands, String summary, String details, List<Option> options) {

    /** What stands for the id of a job, and for that of a task. */
    static final String JOB = "ID";
    static final String TASK = "TASK";
    /** In the last operand, which may then be given more than once. */
    static final String AND_MORE = "...";

    /** What commands are for, in the order of help. */
    enum Group {
        LOOK("Look at an agent"), ACT("Act"), EDIT("Edit jobs"), ALONE("Without an agent");

        final String title;

        Group(String title) {
            this.title = title;
        }
    }

    /** One that asks an agent. */
    static Command asking(Group group, String name, String operands, String summary, String details, Option... own) {
        return new Command(group, name, operands, summary, details,
                with(own, Option.URL, Option.HOST, Option.TOKEN_FILE, Option.CA, Option.JSON, Option.HELP));
    }

    /** One that asks an agent for what is no JSON. */
    static Command askingForText(Group group, String name, String operands, String summary, String details, Option... own) {
        return new Command(group, name, operands, summary, details,
                with(own, Option.URL, Option.HOST, Option.TOKEN_FILE, Option.CA, Option.HELP));
    }

    /** One that asks the agent of the machine on which it is called, as it has to do with that machine's files. */
    static Command askingHere(Group group, String name, String operands, String summary, String details, Option... own) {
        return new Command(group, name, operands, summary, details,
                with(own, Option.URL, Option.TOKEN_FILE, Option.CA, Option.HELP));
    }

    /** One that needs no agent. */
    static Command alone(Group group, String name, String operands, String summary, String details, Option... own) {
        return new Command(group, name, operands, summary, details, with(own, Option.HELP));
    }

    /** What its operands are called, in order, without brackets and dots. */
    List<String> operandNames() {
        List<String> names = new ArrayList<>();
        for (String operand : operands.isEmpty() ? new String[0] : operands.split(" ")) {
            names.add(operand.replace("[", "").replace("]", "").replace(AND_MORE, ""));
        }
        return names;
    }

    /** Whether the last operand can be given more than once. */
    boolean isOpen() {
        return operands.contains(AND_MORE);
    }

    private static List<Option> with(Option[] own, Option... more) {
        List<Option> all = new ArrayList<>(List.of(own));
        all.addAll(List.of(more));
        return all;
    }
}
