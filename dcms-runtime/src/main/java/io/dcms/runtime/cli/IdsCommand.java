package io.dcms.runtime.cli;

import io.dcms.runtime.text.OneLine;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code dcms ids}: what can stand in the place of ID or TASK, for the completion of shells.
 *
 * <p>RATIONALE. A shell puts an id on its command line as it is, and a caller may name an agent that he has no reason to trust: so
 * no id is told in which a shell could see anything but a word.
 */
final class IdsCommand {

    private final Given given;
    private final AgentClient agent;
    private final Screen screen;

    IdsCommand(Given given, AgentClient agent, Screen screen) {
        this.given = given;
        this.agent = agent;
        this.screen = screen;
    }

    /** @return 0 */
    int run() throws CommandFailed {
        String name = given.operand(0);
        Command command = Commands.find(name);
        Map<String, String> ids = switch (command == null || command.operands().isEmpty() ? "" : command.operandNames().get(0)) {
            case Command.JOB -> jobs();
            case Command.TASK -> name.equals("kill") ? running() : tasks();
            default -> throw new CommandFailed(CommandFailed.USAGE, "\"" + OneLine.of(name)
                    + "\": give a command that takes an ID or a TASK, such as job or log");
        };
        ids.forEach((id, meaning) -> {
            if (isWord(id)) {
                screen.out().println(id + "\t" + meaning);
            }
        });
        return 0;
    }

    private Map<String, String> jobs() throws CommandFailed {
        Map<String, String> jobs = new LinkedHashMap<>();
        for (Answer job : agent.get("/jobs").elements()) {
            jobs.put(Long.toString(job.numberOr0("id")), job.text("name"));
        }
        return jobs;
    }

    private Map<String, String> running() throws CommandFailed {
        Map<String, String> tasks = new LinkedHashMap<>();
        for (Answer task : agent.get("/tasks").elements()) {
            tasks.put(task.text("task_id"), task.text("job_name") + ", " + Status.ofTask(task).word);
        }
        return tasks;
    }

    /** Those that run, then the last one of each job. */
    private Map<String, String> tasks() throws CommandFailed {
        Map<String, String> tasks = running();
        for (Answer job : agent.get("/jobs").elements()) {
            tasks.putIfAbsent(job.text("last_task_id"), job.text("name") + ", " + Status.ofLastRun(job).word);
        }
        return tasks;
    }

    private static boolean isWord(String id) {
        for (int at = 0; at < id.length(); at++) {
            char sign = id.charAt(at);
            boolean isPlain = sign >= '0' && sign <= '9' || sign >= 'a' && sign <= 'z' || sign >= 'A' && sign <= 'Z'
                    || at > 0 && (sign == '-' || sign == '_' || sign == '.');
            if (!isPlain) {
                return false;
            }
        }
        return !id.isEmpty();
    }
}
