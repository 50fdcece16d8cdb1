package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonWriter;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a command reads and where it prints, and what it knows of where it runs.
 *
 * @param terminal whether standard output is a terminal
 */
record Screen(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, boolean terminal) {

    /** The start script's word: only a shell can tell on every Java whether standard output is a terminal. */
    private static final String TERMINAL = "dcms.terminal";

    /** That of this process. */
    static Screen ofProcess() {
        Map<String, String> environment = System.getenv();
        boolean utf8 = isUtf8(environment);
        return new Screen(System.in, utf8 ? utf8(FileDescriptor.out) : System.out, utf8 ? utf8(FileDescriptor.err) : System.err,
                environment, Boolean.getBoolean(TERMINAL));
    }

    /** Whether it can be steered, and so cleared. */
    boolean isSteerable() {
        return terminal && !"dumb".equals(environment.get("TERM"));
    }

    /** Whether colours are shown: not if the environment has NO_COLOR, see no-color.org. */
    boolean colours() {
        return isSteerable() && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** What the locale says. The JVM prints ? instead of what is not ASCII if the locale is not installed, as zh_CN.UTF-8 often is not. */
    private static boolean isUtf8(Map<String, String> environment) {
        for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String locale = environment.getOrDefault(variable, "").toLowerCase(Locale.ROOT);
            if (!locale.isEmpty()) {
                return locale.endsWith(".utf-8") || locale.endsWith(".utf8");
            }
        }
        return false;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor), 8192), true, StandardCharsets.UTF_8);
    }

    void print(Table table) {
        out.print(table.text(colours()));
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
