package io.dcms.runtime.cli;

import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.plugin.PluginRegistry;
import io.dcms.runtime.text.OneLine;
import java.time.ZoneId;

/** {@code dcms check}: what an agent would refuse of a file of jobs. */
final class CheckCommand {

    private CheckCommand() {
    }

    /** @return 0, or 1 if something is wrong */
    static int run(Given given, PluginRegistry plugins, Screen screen) throws CommandFailed {
        JobFile file = JobFile.read(given.operand(0), screen.in());
        JobCheck check = new JobCheck(new JobPlanner(new InstalledPlugins(plugins), ZoneId.systemDefault()));
        check.check(file.text());
        if (given.has(Option.JSON)) {
            printJson(check, screen);
        } else if (check.findings().isEmpty()) {
            screen.out().println(file.name() + ": " + (check.jobs() == 1 ? "one job" : check.jobs() + " jobs") + ", nothing is wrong");
        } else {
            for (JobCheck.Finding finding : check.findings()) {
                screen.out().println(file.name() + ":" + finding.line() + ": "
                        + (finding.job().isEmpty() ? "" : OneLine.of(finding.job()) + ": ") + OneLine.of(finding.problem()));
            }
        }
        return check.findings().isEmpty() ? 0 : CommandFailed.NO;
    }

    private static void printJson(JobCheck check, Screen screen) {
        JsonWriter json = new JsonWriter().array();
        for (JobCheck.Finding finding : check.findings()) {
            json.object().field("line", finding.line()).field("job", finding.job()).field("problem", finding.problem()).end();
        }
        screen.out().println(json.end());
    }
}
