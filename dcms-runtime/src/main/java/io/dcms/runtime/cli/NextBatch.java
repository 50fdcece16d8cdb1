package io.dcms.runtime.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Answers questions that come as lines {@code expr<TAB>zone<TAB>from<TAB>count}, each by one line. */
final class NextBatch {

    private static final int BUFFER = 1 << 16;

    private final NextOptions defaults;
    private final BufferedReader in;
    private final PrintStream out;
    private final StringBuilder answers = new StringBuilder(BUFFER + BUFFER / 4);

    NextBatch(NextOptions defaults, InputStream in, PrintStream out) {
        this.defaults = defaults;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), BUFFER);
        this.out = out;
    }

    /**
     * Answers until the input ends, then flushes.
     *
     * @throws IOException if the input can't be read; the answers so far are out
     */
    void run() throws IOException {
        try {
            for (String line = readLine(); line != null; line = readLine()) {
                answer(line);
                answers.append('\n');
                if (answers.length() > BUFFER) {
                    write();
                }
            }
        } finally {
            write();
            out.flush();
        }
    }

    /** Up to a newline and nothing else: a return may stand between the fields of an expression. */
    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder(80);
        int character = in.read();
        if (character < 0) {
            return null;
        }
        for (; character >= 0 && character != '\n'; character = in.read()) {
            line.append((char) character);
        }
        if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    private void answer(String line) {
        int begin = answers.length();
        try {
            NextRequest request = request(line);
            request.answer(time -> {
                answers.append(answers.length() == begin ? "" : ",");
                IsoTime.append(answers, time, request.zone());
            });
        } catch (CommandFailed e) {
            answers.append("ERROR: ").append(e.getMessage());
        }
    }

    /** The last three columns come after the last three tabs: tabs may part the fields of an expression, too. */
    private NextRequest request(String line) throws CommandFailed {
        int countTab = line.lastIndexOf('\t');
        int fromTab = line.lastIndexOf('\t', countTab - 1);
        int zoneTab = line.lastIndexOf('\t', fromTab - 1);
        if (countTab < 0 || fromTab < 0 || zoneTab < 0) {
            throw new CommandFailed(CommandFailed.USAGE, "columns are missing: give expr, zone, from and count with a tab between,"
                    + " empty for the defaults");
        }
        return defaults.request(line.substring(0, zoneTab), line.substring(zoneTab + 1, fromTab),
                line.substring(fromTab + 1, countTab), line.substring(countTab + 1));
    }

    private void write() {
        out.append(answers);
        answers.setLength(0);
    }
}
