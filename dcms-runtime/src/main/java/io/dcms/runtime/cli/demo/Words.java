package io.dcms.runtime.cli.demo;

import java.util.Map;
import java.util.regex.Pattern;

/** What happened to a run, in words for somebody who sees DCMS for the first time. Pure. */
final class Words {

    private static final Pattern DIGEST = Pattern.compile("(sha256:[0-9a-f]{8})[0-9a-f]{56}");
    private static final Pattern OFFSET = Pattern.compile(", byte offset [0-9]+");

    /** The folder of the demo: what lies in it is named from there. */
    private final String folder;

    Words(String folder) {
        this.folder = folder;
    }

    /** Of a run that has ended. */
    String ended(TaskNow task) {
        String reason = shorter(task.reason());
        return switch (task.status()) {
            case TaskNow.SUCCESS -> "success in " + seconds(task.duration()) + (reason.isEmpty() ? "" : ": " + reason);
            case TaskNow.FAILED -> (task.wasStarted() ? "failed: " : "not started: ") + reason;
            case TaskNow.TIMEOUT -> reason + ", with everything that it had started";
            default -> reason;
        };
    }

    /** Of what a webhook's receiver got. */
    static String received(Map<String, String> form) {
        String status = form.getOrDefault("task_status", "?");
        return "the receiver got job_name=" + form.getOrDefault("job_name", "?")
                + " task_status=" + status + meaning(status)
                + " msg=" + form.getOrDefault("msg", "").strip().replaceAll("\\s*\n\\s*", " / ");
    }

    static Style.Mark mark(TaskNow task) {
        return switch (task.status()) {
            case TaskNow.SUCCESS -> Style.Mark.GOOD;
            case TaskNow.TIMEOUT -> Style.Mark.LATE;
            default -> Style.Mark.BAD;
        };
    }

    private static String meaning(String status) {
        return status.matches("[0-5]") ? " (" + TaskNow.word(Integer.parseInt(status)) + ")" : "";
    }

    private static String seconds(long duration) {
        return duration == 0 ? "under 1 s" : duration + " s";
    }

    /** The agent's words without what only a machine would read to its end. */
    private String shorter(String reason) {
        String local = reason.replace(folder + "/", "");
        return OFFSET.matcher(DIGEST.matcher(local).replaceAll("$1...")).replaceAll("");
    }
}
