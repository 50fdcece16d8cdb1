package io.dcms.runtime.process;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in the file of a run. Its user can write anything into it: a line that is not exactly one of ours says nothing,
 * and of each kind the first counts.
 *
 * @param boot   names the start of the machine in which the run was launched; empty if the agent could not write it down
 * @param mark   what the environment of its processes names it by; empty if nobody knows
 * @param start  once its process is there
 * @param end    how it ended, once it has
 */
record RunFile(String boot, String mark, Optional<Start> start, Optional<Ended> end) {

    /** Far more than ours, which are three. */
    static final int MOST_BYTES = 4096;

    private static final Pattern BOOT = Pattern.compile("b ([0-9a-f-]{36}) ([0-9a-f]{1,16})");
    private static final Pattern START = Pattern.compile("s ([1-9]\\d{0,9}) (\\d{1,18}) ([1-9]\\d{0,9})");
    private static final Pattern END = Pattern.compile("e (\\d{1,3})(?: (\\d{1,18}))?");

    /**
     * How a run was started.
     *
     * @param ticks      when its process was started, in clock ticks since boot
     * @param supervisor the pid of its parent, which writes the end down
     */
    record Start(long pid, long ticks, long supervisor) {

        /**
         * The same where the process is gone, or its number can't be trusted.
         *
         * @param now a start after this is a lie, and counts as none: else nothing would be old enough to be killed with the run
         */
        Start withoutProcess(long now) {
            return new Start(-1, ticks > now ? 0 : ticks, supervisor);
        }

        /** @return empty unless it is exactly {@code s <pid> <start> <supervisor's pid>} */
        static Optional<Start> parse(String line) {
            Matcher start = START.matcher(line);
            return start.matches() ? Optional.of(new Start(Long.parseLong(start.group(1)), Long.parseLong(start.group(2)),
                    Long.parseLong(start.group(3)))) : Optional.empty();
        }
    }

    /**
     * How a run ended.
     *
     * @param status its exit status
     * @param ticks  when, in clock ticks since boot; {@link #UNKNOWN} if its supervisor could not tell
     */
    record Ended(int status, long ticks) {

        static final long UNKNOWN = -1;

        /** @return empty unless it is exactly {@code e <exit status>} or {@code e <exit status> <end>} */
        static Optional<Ended> parse(String line) {
            Matcher end = END.matcher(line);
            return end.matches() && Integer.parseInt(end.group(1)) < 256 ? Optional.of(new Ended(Integer.parseInt(end.group(1)),
                    end.group(2) == null ? UNKNOWN : Long.parseLong(end.group(2)))) : Optional.empty();
        }
    }

    /** Its exit status, once it has ended. */
    OptionalInt status() {
        return end.isPresent() ? OptionalInt.of(end.get().status()) : OptionalInt.empty();
    }

    /**
     * The first line of each file, without its newline. The agent writes it, so the lines that follow find their place on a full disk.
     *
     * @param mark up to 16 hexadecimal digits, others for each launch, also of the same run
     */
    static String firstLine(String boot, String mark) {
        return "b " + boot + " " + mark;
    }

    /** @param text what follows its last newline is still being written */
    static RunFile parse(String text) {
        String boot = "";
        String mark = "";
        Optional<Start> start = Optional.empty();
        Optional<Ended> end = Optional.empty();
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        boolean first = true;
        for (String line : whole.split("\n")) {
            if (first) {
                Matcher matcher = BOOT.matcher(line);
                boot = matcher.matches() ? matcher.group(1) : "";
                mark = matcher.matches() ? matcher.group(2) : "";
                first = false;
            }
            start = start.isPresent() ? start : Start.parse(line);
            end = end.isPresent() ? end : Ended.parse(line);
        }
        return new RunFile(boot, mark, start, end);
    }
}
