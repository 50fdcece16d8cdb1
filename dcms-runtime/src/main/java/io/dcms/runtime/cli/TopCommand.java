package io.dcms.runtime.cli;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code dcms top}: what runs and what is due next, again and again. */
final class TopCommand {

    /** Rows of each table: what scrolls away is not seen. */
    private static final int MOST_ROWS = 15;
    private static final String TO_THE_TOP = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K\n";
    private static final String CLEAR_REST = "\u001b[J";

    private final Given given;
    private final AgentClient agent;
    private final Screen screen;
    private final InstantSource clock;
    private final Pause pause;
    private final ZoneId zone = ZoneId.systemDefault();

    /** Lets time pass. */
    interface Pause {
        void millis(long millis) throws InterruptedException;
    }

    TopCommand(Given given, AgentClient agent, Screen screen, InstantSource clock, Pause pause) {
        this.given = given;
        this.agent = agent;
        this.screen = screen;
        this.clock = clock;
        this.pause = pause;
    }

    /** @return 0 */
    int run() throws CommandFailed {
        long interval = given.number(Commands.INTERVAL, 2, 1, 3600) * 1000L;
        int count = given.number(Commands.COUNT, screen.terminal() ? Integer.MAX_VALUE : 1, 1, 1_000_000);
        String page = look();
        show(page);
        for (int looks = 1; looks < count; looks++) {
            rest(interval);
            try {
                page = look();
                show(page);
            } catch (CommandFailed e) {
                show("! " + e.getMessage() + "\n" + page);
            }
            screen.requireWritten();
        }
        return 0;
    }

    private void rest(long millis) throws CommandFailed {
        try {
            pause.millis(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(CommandFailed.NO, "interrupted");
        }
    }

    /** Over the last page, which so does not flicker. */
    private void show(String page) {
        screen.out().print(screen.isSteerable() ? TO_THE_TOP + page.replace("\n", CLEAR_LINE) + CLEAR_REST : page + "\n");
        screen.out().flush();
    }

    private String look() throws CommandFailed {
        Answer health = agent.getInAnyCase("/health");
        List<Answer> tasks = agent.get("/tasks").elements();
        List<Answer> jobs = agent.get("/jobs").elements();
        return summary(health) + "\n\n" + tasks(tasks) + "\n" + due(jobs);
    }

    private String summary(Answer health) {
        boolean ready = health.flag("ready");
        int problems = health.list("problems").size();
        String state = !ready ? "not ready" : problems == 0 ? "ready" : "ready, " + problems + (problems == 1 ? " problem" : " problems");
        Paint paint = !ready ? Paint.BAD : problems == 0 ? Paint.GOOD : Paint.WARNING;
        return Times.at(clock.instant().getEpochSecond(), zone) + "  " + agent.url() + "  "
                + (screen.colours() ? paint.of(state) : state) + "  " + health.numberOr0("jobs") + " jobs  "
                + health.numberOr0("tasks") + " running  " + health.numberOr0("waiting_reports") + " reports wait";
    }

    private String tasks(List<Answer> tasks) {
        if (tasks.isEmpty()) {
            return "no task runs\n";
        }
        List<Answer> sorted = new ArrayList<>(tasks);
        sorted.sort(Comparator.comparingLong(task -> -task.numberOr0("exec_duration")));
        Table table = new Table().titles("FOR", "STATUS", "TASK", "JOB", "NAME");
        for (Answer task : first(sorted)) {
            table.row(Table.Cell.of(task.numberOr0("exec_at") == 0 ? "" : Times.lasting(task.numberOr0("exec_duration"))),
                    Status.ofTask(task).cell(), Table.Cell.of(task.text("task_id")), Table.Cell.of(Long.toString(task.numberOr0("job_id"))),
                    Table.Cell.of(task.text("job_name")));
        }
        return table.text(screen.colours()) + more(sorted);
    }

    private String due(List<Answer> jobs) {
        long now = clock.instant().getEpochSecond();
        List<Answer> due = new ArrayList<>();
        for (Answer job : jobs) {
            if (job.numberOr0("next_at") > 0) {
                due.add(job);
            }
        }
        if (due.isEmpty()) {
            return "no job is due\n";
        }
        due.sort(Comparator.comparingLong(job -> job.numberOr0("next_at")));
        Table table = new Table().titles("IN", "LAST", "NEXT", "JOB", "NAME");
        for (Answer job : first(due)) {
            table.row(Table.Cell.of(Times.lasting(Math.max(0, job.numberOr0("next_at") - now))), Status.ofLastRun(job).cell(),
                    Table.Cell.of(Times.at(job.numberOr0("next_at"), zone)), Table.Cell.of(Long.toString(job.numberOr0("id"))),
                    Table.Cell.of(job.text("name")));
        }
        return table.text(screen.colours()) + more(due);
    }

    private static List<Answer> first(List<Answer> list) {
        return list.subList(0, Math.min(MOST_ROWS, list.size()));
    }

    private static String more(List<Answer> list) {
        return list.size() <= MOST_ROWS ? "" : "and " + (list.size() - MOST_ROWS) + " more\n";
    }
}
