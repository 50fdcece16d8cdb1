package io.dcms.runtime.cli.demo;

import io.dcms.runtime.config.Version;
import java.io.PrintStream;

/** What the demo prints around its account. */
final class Screen {

    private final PrintStream out;
    private final Style style;
    private final DemoFolder folder;
    private final String url;
    private final long agentPid;

    Screen(PrintStream out, Style style, DemoFolder folder, String url, long agentPid) {
        this.out = out;
        this.style = style;
        this.folder = folder;
        this.url = url;
        this.agentPid = agentPid;
    }

    /** What there is to see. */
    void header(String runner) {
        out.println(style.bold("DCMS " + Version.current() + ": an agent that takes the place of cron, at work on five jobs.")
                + " Ctrl-C ends it.");
        out.println();
        out.println("  agent     pid " + agentPid + ", REST on " + url + ", runs jobs as " + runner);
        out.println("  folder    " + folder.path() + " (jobs.json, scripts/, work/, agent.log)");
        out.println();
        for (Story story : Story.scheduled()) {
            out.println("  " + style.bold(story.title()) + " ".repeat(10 - story.title().length()) + story.purpose);
        }
        out.println();
    }

    /** What to try, in lines that can be pasted as they are. @param ended the id of a run with a log */
    void tryNext(String ended) {
        out.println();
        out.println(style.bold("You have seen all five. They go on; now try, in another terminal:"));
        out.println();
        line("all jobs: how their runs ended, when they are due", "curl " + url + "/jobs");
        line("when the sixth job, a nightly import, runs next", "curl '" + url + "/jobs/6/next?count=3'");
        line("run it now; the line that then appears here says how to kill it", "curl -X POST " + url + "/jobs/6/run");
        line("what runs now", "curl " + url + "/tasks");
        line("what a backup printed", "curl " + url + "/tasks/" + ended + "/log");
        line("edit a job, or add one: the agent takes it up within seconds", "${EDITOR:-vi} " + quoted(folder.jobs().toString()));
        line("every run so far, a line of JSON each", "tail " + quoted(folder.results().toString()));
        line("the agent's own words", "tail -f " + quoted(folder.agentLog().toString()));
        line("kill the agent, which ends the demo, but not what it runs", "kill -9 " + agentPid);
        out.println();
    }

    private void line(String what, String command) {
        out.println("  " + style.faint("# " + what));
        out.println("  " + command);
    }

    /** What there was, and what is left. */
    void farewell(String summary) {
        out.println();
        out.println(summary + ". The agent has stopped.");
        out.println("All of it is in " + folder.path() + "; to remove it: rm -r " + quoted(folder.path().toString()));
    }

    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9_./+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
