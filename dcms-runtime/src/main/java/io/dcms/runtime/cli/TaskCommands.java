package io.dcms.runtime.cli;

import io.dcms.runtime.text.OneLine;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;

/** The commands about tasks. */
final class TaskCommands {

    private final Given given;
    private final AgentClient agent;
    private final Screen screen;
    private final ZoneId zone = ZoneId.systemDefault();

    TaskCommands(Given given, AgentClient agent, Screen screen) {
        this.given = given;
        this.agent = agent;
        this.screen = screen;
    }

    /** @return the exit status */
    int run(String command) throws CommandFailed {
        return switch (command) {
            case "tasks" -> list();
            case "task" -> show();
            case "log" -> log();
            case "kill" -> kill();
            default -> throw new IllegalArgumentException(command);
        };
    }

    /** The path of a task. */
    static String path(String taskId) {
        return "/tasks/" + URLEncoder.encode(taskId, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private int list() throws CommandFailed {
        Answer tasks = agent.get("/tasks");
        if (given.has(Option.JSON)) {
            screen.printJson(tasks);
            return 0;
        }
        List<Answer> list = tasks.elements();
        if (list.isEmpty()) {
            screen.out().println("no task runs");
            return 0;
        }
        Table table = new Table().titles("TASK", "STATUS", "STARTED", "FOR", "JOB", "NAME");
        for (Answer task : list) {
            table.row(Table.Cell.of(task.text("task_id")), Status.ofTask(task).cell(),
                    Table.Cell.of(Times.at(task.numberOr0("exec_at"), zone)),
                    Table.Cell.of(task.numberOr0("exec_at") == 0 ? "" : Times.lasting(task.numberOr0("exec_duration"))),
                    Table.Cell.of(Long.toString(task.numberOr0("job_id"))), Table.Cell.of(task.text("job_name")));
        }
        screen.print(table);
        return 0;
    }

    private int show() throws CommandFailed {
        Answer task = agent.get(path(given.operand(0)));
        if (given.has(Option.JSON)) {
            screen.printJson(task);
            return 0;
        }
        Status status = Status.ofTask(task);
        boolean goesOn = status == Status.TIMEOUT && !task.flag("ended");
        Table facts = new Table()
                .fact("task", task.text("task_id"))
                .fact("job", task.numberOr0("job_id") + "  " + task.text("job_name"))
                .fact("status", status.word + (goesOn ? ", and runs on" : ""), status.paint)
                .fact("reason", task.text("reason"))
                .fact("host", task.text("host"))
                .fact("due", Times.at(task.numberOr0("fire_at"), zone))
                .fact("started", Times.at(task.numberOr0("exec_at"), zone))
                .fact(task.flag("ended") ? "took" : "for", Times.lasting(task.numberOr0("exec_duration")))
                .fact("log", task.text("log_filename"));
        screen.print(facts);
        printOutput(task);
        return 0;
    }

    private int log() throws CommandFailed {
        String tail = given.has(Commands.TAIL)
                ? "tail=" + URLEncoder.encode(given.value(Commands.TAIL).orElseThrow(), StandardCharsets.UTF_8) : "";
        String follow = given.has(Commands.FOLLOW) ? "follow=true" : "";
        agent.copy(path(given.operand(0)) + "/log?" + tail + (tail.isEmpty() || follow.isEmpty() ? "" : "&") + follow, screen.out());
        return 0;
    }

    private int kill() throws CommandFailed {
        Answer answer = agent.send("DELETE", path(given.operand(0)));
        if (given.has(Option.JSON)) {
            screen.printJson(answer);
        } else {
            screen.out().println("task " + OneLine.of(given.operand(0)) + " is being killed, if it has not ended by itself");
        }
        return 0;
    }

    /** Line by line, and each harmless: {@code dcms log} prints it raw. */
    private void printOutput(Answer task) {
        String output = task.rawText("output");
        if (output.isEmpty()) {
            return;
        }
        screen.out().println("the end of its output:");
        for (String line : output.split("\n")) {
            screen.out().println("  " + OneLine.of(line));
        }
    }
}
