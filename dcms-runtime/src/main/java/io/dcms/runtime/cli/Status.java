package io.dcms.runtime.cli;

/** What became of runs, in words. */
enum Status {
    READY("ready", Paint.BUSY), RUNNING("running", Paint.BUSY), SUCCESS("success", Paint.GOOD), FAILED("failed", Paint.BAD),
    TIMEOUT("timeout", Paint.WARNING), KILLED("killed", Paint.WARNING), UNKNOWN("-", Paint.PLAIN);

    /** In the order of the numbers of a task's status. */
    private static final Status[] OF_TASK = {READY, RUNNING, SUCCESS, FAILED, TIMEOUT, KILLED};
    /** In the order of the other numbers that a job's last_status has. */
    private static final Status[] OF_JOB = {SUCCESS, FAILED, TIMEOUT, RUNNING, KILLED};

    final String word;
    final Paint paint;

    Status(String word, Paint paint) {
        this.word = word;
        this.paint = paint;
    }

    static Status ofTask(Answer task) {
        return find(OF_TASK, task.number("status").orElse(-1));
    }

    /** Of a job that has not run it is not known: 0 would mean success. */
    static Status ofLastRun(Answer job) {
        return job.text("last_task_id").isEmpty() ? UNKNOWN : find(OF_JOB, job.number("last_status").orElse(-1));
    }

    private static Status find(Status[] statuses, long number) {
        return number >= 0 && number < statuses.length ? statuses[(int) number] : UNKNOWN;
    }

    Table.Cell cell() {
        return new Table.Cell(word, paint);
    }
}
