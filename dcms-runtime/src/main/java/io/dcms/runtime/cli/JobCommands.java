package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.text.OneLine;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;

/** The commands about jobs. */
final class JobCommands {

    private final Given given;
    private final AgentClient agent;
    private final Screen screen;
    private final ZoneId zone = ZoneId.systemDefault();

    JobCommands(Given given, AgentClient agent, Screen screen) {
        this.given = given;
        this.agent = agent;
        this.screen = screen;
    }

    /** @return the exit status */
    int run(String command) throws CommandFailed {
        return switch (command) {
            case "jobs" -> list();
            case "job" -> show();
            case "history" -> history();
            default -> throw new IllegalArgumentException(command);
        };
    }

    private String path() throws CommandFailed {
        return "/jobs/" + given.jobId();
    }

    private int list() throws CommandFailed {
        Answer jobs = agent.get("/jobs");
        if (given.has(Option.JSON)) {
            screen.printJson(jobs);
            return 0;
        }
        List<Answer> list = jobs.elements();
        if (list.isEmpty()) {
            screen.out().println("the agent has no jobs");
            return 0;
        }
        Table table = new Table().titles("ID", "NAME", "SCHEDULE", "RUNNER", "STATE", "NEXT", "LAST", "STARTED");
        for (Answer job : list) {
            table.row(Table.Cell.of(Long.toString(job.numberOr0("id"))), Table.Cell.of(job.text("name")),
                    Table.Cell.of(job.text("schedule")), Table.Cell.of(job.text("runner")), state(job),
                    Table.Cell.of(Times.at(job.numberOr0("next_at"), zone)), Status.ofLastRun(job).cell(),
                    Table.Cell.of(Times.at(job.numberOr0("last_exec_at"), zone)));
        }
        screen.print(table);
        return 0;
    }

    private static Table.Cell state(Answer job) {
        if (!job.text("problem").isEmpty()) {
            return new Table.Cell("bad", Paint.BAD);
        }
        if (job.numberOr0("overdue_since") > 0) {
            return new Table.Cell("overdue", Paint.BAD);
        }
        return job.flag("disabled") ? new Table.Cell("disabled", Paint.FAINT) : new Table.Cell("enabled", Paint.GOOD);
    }

    private int show() throws CommandFailed {
        Answer job = agent.get(path());
        if (given.has(Option.JSON)) {
            screen.printJson(job);
            return 0;
        }
        Table.Cell state = state(job);
        Table facts = new Table()
                .fact("id", Long.toString(job.numberOr0("id")))
                .fact("name", job.text("name"))
                .fact("state", state.text(), state.paint())
                .fact("problem", job.text("problem"), Paint.BAD);
        for (Answer warning : job.list("warnings")) {
            facts.fact("warning", warning.text(), Paint.WARNING);
        }
        addRules(facts, job);
        addPast(facts, job);
        screen.print(facts);
        return 0;
    }

    private void addRules(Table facts, Answer job) {
        long timeout = job.numberOr0("timeout");
        JsonValue own = job.part("options").value();
        String options = own == null ? "" : OneLine.of(new JsonWriter().value(own).toString());
        facts.fact("schedule", job.text("schedule"))
                .fact("next", Times.at(job.numberOr0("next_at"), zone))
                .fact("executor", job.text("executor"))
                .fact("arguments", job.text("executor_flags"))
                .fact("signature", job.text("signature"))
                .fact("runner", job.text("runner"))
                .fact("timeout", timeout == 0 ? "" : Times.lasting(timeout)
                        + (job.numberOr0("timeout_trigger") == 1 ? ", then it is killed" : ", then it is reported and runs on"))
                .fact("filter", job.text("msg_filter"))
                .fact("hook", job.text("hook"))
                .fact("options", options.equals("{}") ? "" : options)
                .fact("made by", job.text("create_user"))
                .fact("changed", Times.at(job.numberOr0("create_at"), zone));
    }

    private void addPast(Table facts, Answer job) {
        Status last = Status.ofLastRun(job);
        facts.fact("last run", last == Status.UNKNOWN ? "" : last.word, last.paint)
                .fact("last task", job.text("last_task_id"))
                .fact("started", Times.at(job.numberOr0("last_exec_at"), zone))
                .fact("overdue since", Times.at(job.numberOr0("overdue_since"), zone), Paint.BAD)
                .fact("since start", job.numberOr0("success_count") + " succeeded, " + job.numberOr0("error_count") + " failed, "
                        + job.numberOr0("timeout_count") + " went over the timeout, " + job.numberOr0("skip_count") + " fires skipped");
    }

    private int history() throws CommandFailed {
        String limit = given.has(Commands.LIMIT_RUNS)
                ? "?limit=" + URLEncoder.encode(given.value(Commands.LIMIT_RUNS).orElseThrow(), StandardCharsets.UTF_8) : "";
        Answer tasks = agent.get(path() + "/tasks" + limit);
        if (given.has(Option.JSON)) {
            screen.printJson(tasks);
            return 0;
        }
        List<Answer> list = tasks.elements();
        if (list.isEmpty()) {
            screen.out().println("no runs");
            return 0;
        }
        Table table = new Table().titles("TASK", "STATUS", "STARTED", "TOOK", "REASON");
        for (Answer task : list) {
            Status status = Status.ofTask(task);
            boolean over = task.flag("ended");
            table.row(Table.Cell.of(task.text("task_id")), status.cell(), Table.Cell.of(Times.at(task.numberOr0("exec_at"), zone)),
                    Table.Cell.of(over ? Times.lasting(task.numberOr0("exec_duration")) : ""), Table.Cell.of(task.text("reason")));
        }
        screen.print(table);
        return 0;
    }
}
