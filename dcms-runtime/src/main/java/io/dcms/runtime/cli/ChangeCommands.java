package io.dcms.runtime.cli;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/** The commands that change jobs. */
final class ChangeCommands {

    private final Given given;
    private final AgentClient agent;
    private final Screen screen;

    ChangeCommands(Given given, AgentClient agent, Screen screen) {
        this.given = given;
        this.agent = agent;
        this.screen = screen;
    }

    /** @return 0 */
    int run(String command) throws CommandFailed {
        switch (command) {
            case "enable" -> enable();
            case "disable" -> disable();
            case "add" -> add();
            case "edit" -> edit();
            case "rm" -> say(agent.send("DELETE", path() + "?forget=true"), "job " + given.jobId() + " is removed from the store");
            default -> throw new IllegalArgumentException(command);
        }
        return 0;
    }

    private String path() throws CommandFailed {
        return "/jobs/" + given.jobId();
    }

    private void enable() throws CommandFailed {
        Answer answer = given.has(Commands.EVERYWHERE) ? put("{\"disabled\":false}") : agent.send("POST", path());
        Answer job = agent.get(path());
        if (job.flag("disabled")) {
            throw new CommandFailed(CommandFailed.NO, "job " + given.jobId()
                    + " is disabled in the store, for every host: --everywhere enables it there");
        }
        String next = Times.at(job.numberOr0("next_at"), ZoneId.systemDefault());
        say(answer, "job " + given.jobId() + " is enabled, " + (next.isEmpty() ? "but never due" : "and due at " + next));
    }

    private void disable() throws CommandFailed {
        if (given.has(Commands.EVERYWHERE)) {
            say(put("{\"disabled\":true}"), "job " + given.jobId() + " is disabled in the store, for every host");
        } else {
            say(agent.send("DELETE", path()), "job " + given.jobId() + " is disabled on this agent, until it changes in the store");
        }
    }

    private void add() throws CommandFailed {
        sayStored(agent.send("POST", "/jobs", JobFile.read(given.operand(0), screen.in()).bytes()), "added");
    }

    private void edit() throws CommandFailed {
        sayStored(agent.send("PUT", path(), JobFile.read(given.operand(1), screen.in()).bytes()), "changed");
    }

    private void sayStored(Answer job, String done) {
        String next = Times.at(job.numberOr0("next_at"), ZoneId.systemDefault());
        say(job, "job " + job.numberOr0("id") + " \"" + job.text("name") + "\" is " + done
                + (next.isEmpty() ? "" : ", and due at " + next));
        for (Answer warning : job.list("warnings")) {
            screen.err().println("warning: " + warning.text());
        }
    }

    private Answer put(String fields) throws CommandFailed {
        return agent.send("PUT", path(), fields.getBytes(StandardCharsets.UTF_8));
    }

    private void say(Answer answer, String sentence) {
        if (given.has(Option.JSON)) {
            screen.printJson(answer);
        } else {
            screen.out().println(sentence);
        }
    }
}
