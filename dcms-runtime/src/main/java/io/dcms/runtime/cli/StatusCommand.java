package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonWriter;
import java.util.OptionalLong;

/** {@code dcms status}: how an agent is. */
final class StatusCommand {

    private final Given given;
    private final AgentClient agent;
    private final Screen screen;

    StatusCommand(Given given, AgentClient agent, Screen screen) {
        this.given = given;
        this.agent = agent;
        this.screen = screen;
    }

    /** @return 0 if it is ready, else 1 */
    int run() throws CommandFailed {
        Answer version = agent.get("/version");
        Answer health = agent.getInAnyCase("/health");
        if (given.has(Option.JSON)) {
            screen.out().println(new JsonWriter().object().name("version").value(version.value())
                    .name("health").value(health.value()).end());
        } else {
            print(version, health);
        }
        return health.flag("ready") ? 0 : CommandFailed.NO;
    }

    private void print(Answer version, Answer health) {
        boolean ready = health.flag("ready");
        boolean sound = ready && health.list("problems").isEmpty();
        Table facts = new Table()
                .fact("agent", agent.url())
                .fact("state", sound ? "ready" : ready ? "ready, with problems" : health.flag("live") ? "not ready" : "stands still",
                        sound ? Paint.GOOD : ready ? Paint.WARNING : Paint.BAD)
                .fact("host", version.text("host"))
                .fact("version", version.text("version") + ", Java " + version.text("java") + ", pid " + version.numberOr0("pid"))
                .fact("jobs", jobs(health))
                .fact("tasks", health.numberOr0("tasks") + " running")
                .fact("reports", health.numberOr0("waiting_reports") + " wait for the store or a hook");
        for (Answer problem : health.list("problems")) {
            facts.fact("problem", problem.text(), Paint.BAD);
        }
        screen.print(facts);
    }

    private static String jobs(Answer health) {
        String from = health.text("jobs_from");
        OptionalLong age = health.number("jobs_age");
        String ago = age.isEmpty() ? "some time ago" : Times.lasting(age.getAsLong()) + " ago";
        return health.numberOr0("jobs") + switch (from) {
            case "store" -> ", from the store, which confirmed them " + ago;
            case "snapshot" -> ", from the last good list, which the store confirmed " + ago;
            default -> ", not read yet";
        };
    }
}
