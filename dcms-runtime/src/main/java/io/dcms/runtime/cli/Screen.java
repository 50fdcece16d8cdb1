package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonWriter;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command reads and where it prints, and what it knows of where it runs.
 *
 * @param colours whether standard output shows colours
 */
record Screen(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, boolean colours) {

    /** The start script's word: only a shell can tell on every Java whether standard output is a terminal. */
    private static final String TERMINAL = "dcms.terminal";

    /** That of this process. Without colours if the environment has NO_COLOR, see no-color.org, or a dumb terminal. */
    static Screen ofProcess() {
        Map<String, String> environment = System.getenv();
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(environment.get("TERM"));
        return new Screen(System.in, System.out, System.err, environment, Boolean.getBoolean(TERMINAL) && !plain);
    }

    void print(Table table) {
        out.print(table.text(colours));
    }

    /** Prints an answer for scripts. */
    void printJson(Answer answer) {
        out.println(new JsonWriter().value(answer.value()));
    }

    /** Refuses to end as if all were well when nobody could read what was printed. */
    void requireWritten() throws CommandFailed {
        if (out.checkError()) {
            throw new CommandFailed(CommandFailed.NO, "standard output can't be written");
        }
    }
}
