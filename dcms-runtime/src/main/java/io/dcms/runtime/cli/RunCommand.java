package io.dcms.runtime.cli;

import io.dcms.runtime.text.OneLine;

/** {@code dcms run}: runs a job now, and may wait for the end of its task. */
final class RunCommand {

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    private final Given given;
    private final AgentClient agent;
    private final Screen screen;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    RunCommand(Given given, AgentClient agent, Screen screen) {
        this.given = given;
        this.agent = agent;
        this.screen = screen;
    }

    /** @return 0, or 1 if the task was waited for and did not succeed */
    int run() throws CommandFailed {
        Answer answer = agent.send("POST", "/jobs/" + given.jobId() + "/run");
        String taskId = answer.rawText("task_id");
        boolean json = given.has(Option.JSON);
        if (given.has(Commands.WAIT)) {
            return await(taskId, json);
        }
        if (json) {
            screen.printJson(answer);
        } else {
            screen.out().println(answer.text("task_id"));
        }
        return 0;
    }

    private int await(String taskId, boolean json) throws CommandFailed {
        Answer task;
        try {
            if (!json) {
                screen.err().println("task " + OneLine.of(taskId));
                follow(taskId);
            }
            task = end(taskId);
        } catch (CommandFailed e) {
            throw new CommandFailed(e.exitStatus, "what became of task " + OneLine.of(taskId) + " can't be told: " + e.getMessage());
        }
        Status status = Status.ofTask(task);
        if (json) {
            screen.printJson(task);
        } else {
            String reason = task.text("reason");
            screen.err().println(status.word + " after " + Times.lasting(task.numberOr0("exec_duration"))
                    + (reason.isEmpty() ? "" : ": " + reason));
        }
        return status == Status.SUCCESS ? 0 : CommandFailed.NO;
    }

    /** Prints what it prints. There is no log before it has begun, and none if it is refused. */
    private void follow(String taskId) throws CommandFailed {
        while (true) {
            boolean over = task(taskId).flag("ended");
            try {
                agent.copy(TaskCommands.path(taskId) + "/log?follow=true", screen.out());
                return;
            } catch (CommandFailed e) {
                if (e.exitStatus == CommandFailed.NO) {
                    screen.err().println("its output can't be followed: " + e.getMessage());
                    return;
                }
                if (e.exitStatus != CommandFailed.NOT_FOUND) {
                    throw e;
                }
                if (over) {
                    return;
                }
            }
            pause();
        }
    }

    private Answer end(String taskId) throws CommandFailed {
        Answer task = task(taskId);
        while (!task.flag("ended")) {
            pause();
            task = task(taskId);
        }
        return task;
    }

    private Answer task(String taskId) throws CommandFailed {
        return agent.get(TaskCommands.path(taskId));
    }

    private void pause() throws CommandFailed {
        try {
            Thread.sleep(pauseMillis);
            pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(CommandFailed.NO, "interrupted");
        }
    }
}
