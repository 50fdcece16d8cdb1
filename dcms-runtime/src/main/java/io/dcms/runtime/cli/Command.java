package io.dcms.runtime.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A command as help and completion tell of it, and as its arguments are read.
 *
 * @param operands what it takes, in order, such as {@code ID FILE}, or {@code FILE...} for one or more; empty = nothing
 * @param summary  what it does, in one line
 * @param details  what else there is to know, in lines of at most 120 characters; empty = nothing
 * @param options  all of them, {@code --help} last
 */
record Command(Group group, String name, String operands, String summary, String details, List<Option> options) {

    /** At the end of the last operand, which may then be given more than once. */
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
                with(own, Option.URL, Option.TOKEN_FILE, Option.CA, Option.JSON, Option.HELP));
    }

    /** One that asks an agent for what is no JSON. */
    static Command askingForText(Group group, String name, String operands, String summary, String details, Option... own) {
        return new Command(group, name, operands, summary, details,
                with(own, Option.URL, Option.TOKEN_FILE, Option.CA, Option.HELP));
    }

    /** One that needs no agent. */
    static Command alone(Group group, String name, String operands, String summary, String details, Option... own) {
        return new Command(group, name, operands, summary, details, with(own, Option.HELP));
    }

    private static List<Option> with(Option[] own, Option... more) {
        List<Option> all = new ArrayList<>(List.of(own));
        all.addAll(List.of(more));
        return all;
    }
}
