package io.dcms.runtime.cli.demo;

import io.dcms.runtime.cli.demo.Style.Mark;
import java.io.PrintStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Tells what happens, a line each, and remembers what it has told. Belongs to one thread. */
final class Account {

    private final PrintStream out;
    private final Style style;
    private final Words words;
    private final String url;
    private final Supplier<LocalTime> clock;
    private final Set<Story> untold = EnumSet.copyOf(Story.scheduled());
    private final Map<Story, String> lastTask = new EnumMap<>(Story.class);
    private final Map<Integer, Integer> ends = new TreeMap<>();
    private int webhooks;

    /** @param url of the agent's REST API */
    Account(PrintStream out, Style style, Words words, String url, Supplier<LocalTime> clock) {
        this.out = out;
        this.style = style;
        this.words = words;
        this.url = url;
        this.clock = clock;
    }

    void started(TaskNow task) {
        Story story = Story.of(task.jobId()).orElse(null);
        if (story == Story.EXPORT) {
            tell(Mark.STARTED, task.jobName(), "started: it will run into its timeout in " + story.timeout() + " s");
        } else if (story == null || story.isLong()) {
            tell(Mark.STARTED, task.jobName(), "started; to kill it: curl -X DELETE " + url + "/tasks/" + task.taskId());
        }
    }

    void ended(TaskNow task) {
        tell(Words.mark(task), task.jobName(), words.ended(task));
        ends.merge(task.status(), 1, Integer::sum);
        Story.of(task.jobId()).ifPresent(story -> {
            lastTask.put(story, task.taskId());
            if (story.isToldBy(task)) {
                untold.remove(story);
            }
        });
    }

    void webhook(Map<String, String> form) {
        tell(Mark.SENT, "webhook", Words.received(form));
        webhooks++;
        untold.remove(Story.INVOICES);
    }

    void added(JobNow job) {
        tell(Mark.NEWS, job.name(), "is a new job: " + next(job));
    }

    void changed(JobNow job) {
        tell(Mark.NEWS, job.name(), "has changed: " + next(job));
    }

    void removed(JobNow job) {
        tell(Mark.NEWS, job.name(), "is gone: it runs no more");
    }

    void problem(String problem) {
        tell(Mark.LATE, "agent", problem);
    }

    void allWell() {
        tell(Mark.GOOD, "agent", "all is well again");
    }

    /** Whether each story has been told. */
    boolean complete() {
        return untold.isEmpty();
    }

    /** The last run of a story's job. */
    String lastTask(Story story) {
        return lastTask.getOrDefault(story, "");
    }

    /** How many runs have ended, and how: {@code 7 runs: 5 success, 2 failed; 1 webhook received}. */
    String summary() {
        int runs = ends.values().stream().mapToInt(Integer::intValue).sum();
        String how = ends.entrySet().stream().map(end -> end.getValue() + " " + TaskNow.word(end.getKey()))
                .collect(Collectors.joining(", "));
        return counted(runs, "run") + (how.isEmpty() ? "" : ": " + how) + "; " + counted(webhooks, "webhook") + " received";
    }

    private static String counted(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String next(JobNow job) {
        if (job.disabled()) {
            return "it is disabled";
        }
        if (job.nextAt() == 0) {
            return "it is not due any more";
        }
        LocalDateTime next = LocalDateTime.ofInstant(Instant.ofEpochSecond(job.nextAt()), ZoneId.systemDefault());
        return "it runs next on " + next.toLocalDate() + " at " + next.toLocalTime();
    }

    private void tell(Mark mark, String name, String what) {
        out.println(style.line(clock.get(), mark, name, what));
    }
}
