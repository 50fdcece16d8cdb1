package io.dcms.runtime.process;

import io.dcms.runtime.kill.ProcessTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the kernel says of single processes and of its own start. Any thread. */
final class Processes {

    /** What the kernel shows to programs is in hundredths of a second on every machine, whatever it counts in itself. */
    private static final long TICK_MILLIS = 10;
    /** As much of an environment as is looked through. */
    private static final int ENVIRONMENT = 1 << 20;
    /** What stands before the executor in a command line is shorter, but for variables of hundreds of lines. */
    private static final int COMMAND_LINE = 1 << 16;

    private final Path proc;
    private final String boot;

    /**
     * A process as it was at one moment.
     *
     * @param start in clock ticks since boot: with the pid it names one process for ever
     */
    record Seen(long pid, char state, long start) {

        /** Whether it can still do something. */
        boolean alive() {
            return state != 'Z' && state != 'X';
        }

        boolean stopped() {
            return state == 'T';
        }
    }

    /**
     * @param proc   where the kernel shows its processes
     * @param bootId the file that names this start of the machine
     * @throws UncheckedIOException if it can't be read
     */
    Processes(Path proc, Path bootId) {
        this.proc = proc;
        try {
            this.boot = Files.readString(bootId).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("/proc is not mounted", e);
        }
    }

    static Processes ofThisMachine() {
        return new Processes(Path.of("/proc"), Path.of("/proc/sys/kernel/random/boot_id"));
    }

    /** Names this start of the machine. */
    String boot() {
        return boot;
    }

    /**
     * The process that has this number now, if there is one.
     *
     * @throws UncheckedIOException if it is there but can't be read: what is there must not pass for gone
     */
    Optional<Seen> find(long pid) {
        Path folder = folder(pid);
        try {
            String text = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name, in parentheses, may hold blanks and parentheses itself: the fields begin after the last one.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", 21);
            return Optional.of(new Seen(pid, fields[0].charAt(0), Long.parseLong(fields[19])));
        } catch (IOException e) {
            if (Files.exists(folder)) {
                throw new UncheckedIOException("can't read the state of process " + pid, e);
            }
            return Optional.empty();
        }
    }

    /** The process with this number and this start, unless it is gone or a zombie. */
    Optional<Seen> living(long pid, long start) {
        return find(pid).filter(seen -> seen.start() == start && seen.alive());
    }

    /** How long ago a process with this start was started: not at all if that is still to come, as a user may have written. */
    Duration age(long start) {
        return span(start, Math.max(start, now()));
    }

    /** The time between two moments that are given in clock ticks. */
    static Duration span(long start, long end) {
        return Duration.ofMillis((end - start) * TICK_MILLIS);
    }

    /** Now, in clock ticks since boot. */
    long now() {
        try {
            String uptime = Files.readString(proc.resolve("uptime"));
            // Seconds with two digits behind the point: no floating-point number, whose rounding takes a tick away now and then.
            return Long.parseLong(uptime.substring(0, uptime.indexOf(' ')).replace(".", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("/proc is not mounted", e);
        }
    }

    /**
     * Whether a process can be one of this run's: it belongs to the run's user, or, where the run's program is somebody else's
     * and set-uid, it has the run's mark in its environment. Files of a run can be written by its user, who must not be
     * able to point at anybody else's process.
     *
     * @return false if there is none
     */
    boolean mayBeOf(long pid, long uid, String mark) {
        try {
            return isOf(pid, uid) || !mark.isEmpty() && hasInEnvironment(pid, ProcessTree.MARK + "=" + mark);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it belongs to this user; false if there is none. */
    boolean isOf(long pid, long uid) {
        try {
            return (Integer) Files.getAttribute(folder(pid), "unix:uid", LinkOption.NOFOLLOW_LINKS) == uid;
        } catch (IOException e) {
            return false;
        }
    }

    /** What a process was started with: the program and its arguments, as many as fit in 64 KiB; empty if there is none. */
    List<String> commandLine(long pid) {
        try (var in = Files.newInputStream(folder(pid).resolve("cmdline"))) {
            String all = new String(in.readNBytes(COMMAND_LINE), StandardCharsets.UTF_8);
            return all.isEmpty() ? List.of() : List.of(all.split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    private boolean hasInEnvironment(long pid, String entry) throws IOException {
        try (var in = Files.newInputStream(folder(pid).resolve("environ"))) {
            String all = new String(in.readNBytes(ENVIRONMENT), StandardCharsets.ISO_8859_1);
            return Arrays.asList(all.split("\0")).contains(entry);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path folder(long pid) {
        return proc.resolve(Long.toString(pid));
    }
}
