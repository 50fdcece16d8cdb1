package io.dcms.runtime.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/** {@code dcms fires}: what became of each fire of a job. */
final class FiresCommand {

    private FiresCommand() {
    }

    /** @return 0 */
    static int run(Given given, AgentClient agent, Screen screen) throws CommandFailed {
        StringBuilder path = new StringBuilder("/jobs/" + given.jobId() + "/fires");
        append(path, "since", given, Commands.SINCE);
        append(path, "until", given, Commands.UNTIL);
        append(path, "limit", given, Commands.LIMIT_FIRES);
        Answer answer = agent.get(path.toString());
        if (given.has(Option.JSON)) {
            screen.printJson(answer);
        } else {
            screen.out().print(new FiresTable(answer, ZoneId.systemDefault()));
        }
        return 0;
    }

    private static void append(StringBuilder path, String name, Given given, Option option) {
        if (given.has(option)) {
            path.append(path.indexOf("?") < 0 ? '?' : '&').append(name).append('=')
                    .append(URLEncoder.encode(given.value(option).orElseThrow(), StandardCharsets.UTF_8));
        }
    }
}
