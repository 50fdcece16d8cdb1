package io.dcms.runtime.crontab;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A crontab as Debian's cron reads it ({@code load_user} of {@code user.c}, {@code load_entry} of {@code entry.c}).
 *
 * @param lines    those that run something, in their order; also where cron ignores the file
 * @param problems what cron refuses, or reads otherwise than it looks, in their order
 */
public record Crontab(List<CrontabLine> lines, List<CrontabProblem> problems) {

    public Crontab {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a crontab.
     *
     * @param user empty = the lines have a user column, as in {@code /etc/crontab} and {@code /etc/cron.d}; else the crontab of this user
     */
    public static Crontab read(String text, Optional<String> user) {
        return new Reader(user).read(text);
    }

    /** Whether Debian's cron ignores the whole file. */
    public boolean isIgnored() {
        return problems.stream().anyMatch(CrontabProblem::wholeFile);
    }

    /** One reading. */
    private static final class Reader {

        private static final String BLANKS = " \t";
        /** {@code MAX_COMMAND} less the NUL and one, in bytes. */
        private static final int LONGEST_COMMAND = 998;
        /** {@code MAX_TAB_LINES}. */
        private static final int MOST_LINES = 10_000;
        private static final Map<String, String> WORDS = Map.of("@yearly", "0 0 1 1 *", "@annually", "0 0 1 1 *", "@monthly", "0 0 1 * *",
                "@weekly", "0 0 * * 0", "@daily", "0 0 * * *", "@midnight", "0 0 * * *", "@hourly", "0 * * * *");
        private static final long SUNDAYS = 1L | 1L << 7;

        private final Optional<String> user;
        private final List<CrontabLine> lines = new ArrayList<>();
        private final List<CrontabProblem> problems = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final List<String> comment = new ArrayList<>();
        private int number;
        private String text = "";
        private int at;

        Reader(Optional<String> user) {
            this.user = user;
        }

        Crontab read(String whole) {
            String[] all = whole.split("\n", -1);
            for (String line : all) {
                number++;
                text = line;
                boolean complete = number < all.length;
                if (complete || !isNothing()) {
                    line(complete);
                }
            }
            if (all.length - 1 > MOST_LINES) {
                refuse("a crontab of more than " + MOST_LINES + " lines: make two of it");
            }
            return new Crontab(lines, problems);
        }

        private boolean isNothing() {
            String line = text.substring(afterBlanks(0));
            return line.isEmpty() || line.startsWith("#");
        }

        private void line(boolean complete) {
            at = afterBlanks(0);
            String line = text.substring(at);
            if (line.startsWith("#")) {
                comment.add(line.replaceFirst("^#+", "").strip());
                return;
            }
            if (line.isEmpty()) {
                comment.clear();
                return;
            }
            if (!complete) {
                refuse("no newline at the end of the file: add one");
            }
            Optional<Assignment> assignment = Assignment.read(line);
            if (assignment.isPresent()) {
                assign(assignment.get());
            } else {
                entry();
            }
            comment.clear();
        }

        private void assign(Assignment assignment) {
            environment.put(assignment.name(), assignment.value());
            if (assignment.cut()) {
                problems.add(new CrontabProblem(number, text, "the line is longer than " + Assignment.LONGEST
                        + " bytes: the value of " + assignment.name() + " lacks its end under cron", false));
            }
        }

        private void entry() {
            try {
                int begin = at;
                CronTimes times = times();
                String schedule = text.substring(begin, at).strip().replaceAll("[ \t]+", " ");
                at = afterBlanks(at);
                String who = user.isPresent() ? user.get() : userColumn();
                String rest = text.substring(at);
                if (user.isPresent() && rest.startsWith("*")) {
                    throw new CrontabException("the command begins with *: a sixth field is one too many");
                }
                if (rest.getBytes(StandardCharsets.UTF_8).length > LONGEST_COMMAND) {
                    throw new CrontabException("the command has more than " + LONGEST_COMMAND + " bytes: put it into a script");
                }
                CommandText command = CommandText.of(rest);
                lines.add(new CrontabLine(number, text, schedule, times, who, command.command(), command.input(), environment,
                        String.join("\n", comment).strip()));
            } catch (CrontabException e) {
                refuse(e.getMessage());
            }
        }

        private CronTimes times() throws CrontabException {
            if (!text.startsWith("@", at)) {
                CronField[] fields = new CronField[CronField.Kind.values().length];
                for (CronField.Kind kind : CronField.Kind.values()) {
                    fields[kind.ordinal()] = field(kind, word());
                }
                return CronTimes.of(fields);
            }
            String word = word();
            if (word.equals("@reboot")) {
                return CronTimes.reboot();
            }
            if (!WORDS.containsKey(word)) {
                throw new CrontabException(word + " is none of cron's words: give @reboot, @yearly, @annually, @monthly, @weekly, @daily, "
                        + "@midnight or @hourly");
            }
            String[] words = WORDS.get(word).split(" ");
            CronField[] fields = new CronField[words.length];
            for (CronField.Kind kind : CronField.Kind.values()) {
                fields[kind.ordinal()] = field(kind, words[kind.ordinal()]);
            }
            return CronTimes.of(fields);
        }

        private CronField field(CronField.Kind kind, String word) throws CrontabException {
            CronField field = FieldReader.read(kind, word);
            if (!field.skipped().isEmpty()) {
                problems.add(new CrontabProblem(number, text, "field \"" + kind.title + "\", " + word + ": cron skips its end, "
                        + field.skipped(), false));
            }
            boolean sunday = kind == CronField.Kind.DAY_OF_WEEK && (field.values() & SUNDAYS) != 0;
            return sunday ? new CronField(field.values() | SUNDAYS, field.star(), field.text(), field.skipped()) : field;
        }

        /** Ends at one blank, which alone does not belong to the command. */
        private String userColumn() throws CrontabException {
            String who = word();
            if (who.isEmpty() || at == text.length()) {
                throw new CrontabException("there is no user and command after the time: write a user, a blank and a command");
            }
            at++;
            return who;
        }

        /** The next word; leaves the place at its end. */
        private String word() {
            int begin = afterBlanks(at);
            at = begin;
            while (at < text.length() && BLANKS.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(begin, at);
        }

        private int afterBlanks(int from) {
            int to = from;
            while (to < text.length() && BLANKS.indexOf(text.charAt(to)) >= 0) {
                to++;
            }
            return to;
        }

        private void refuse(String reason) {
            problems.add(new CrontabProblem(number, text, reason, true));
        }
    }
}
