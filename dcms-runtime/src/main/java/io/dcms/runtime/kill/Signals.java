package io.dcms.runtime.kill;

import io.dcms.runtime.kill.ProcessTable.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends signals, each only to the process that is meant: its start time is compared directly before. TERM and KILL go through
 * {@link ProcessHandle}, at no cost; what Java has no call for goes through a shell, and so takes a millisecond or two.
 */
final class Signals {

    private static final System.Logger LOG = System.getLogger(Signals.class.getName());
    /** POSIX demands that it is there; it has kill built in. */
    private static final String SHELL = "/bin/sh";
    private static final int AT_ONCE = 1_000;
    private static final long PATIENCE_SECONDS = 5;

    private final ProcFolder proc;

    Signals(ProcFolder proc) {
        this.proc = proc;
    }

    void term(Collection<Entry> processes) {
        processes.forEach(process -> send(process, false));
    }

    void kill(Collection<Entry> processes) {
        processes.forEach(process -> send(process, true));
    }

    /** The handle remembers the start time of the process that it finds; if that is still ours, it can't hit another. */
    private void send(Entry process, boolean force) {
        ProcessHandle.of(process.pid()).filter(handle -> proc.has(process.id())).ifPresent(handle -> {
            if (force) {
                handle.destroyForcibly();
            } else {
                handle.destroy();
            }
        });
    }

    /** Lets stopped processes go on. */
    void cont(Collection<Entry> processes) {
        shell("CONT", processes.stream().filter(process -> proc.has(process.id())).map(process -> Long.toString(process.pid())).toList());
    }

    /**
     * Kills process groups, all members of each at the same instant: none of them can fork in between. A number stays the same group's
     * as long as one of its members is there.
     *
     * @param members those that were in them; a group of which none is there any more is left alone
     */
    void killGroups(Collection<Long> groups, Collection<Entry> members) {
        shell("KILL", groups.stream().filter(group -> members.stream().anyMatch(member -> isIn(group, member)))
                .map(group -> "-" + group).toList());
    }

    private boolean isIn(long group, Entry member) {
        if (member.group() != group) {
            return false;
        }
        Entry now = proc.of(member.pid());
        return now != null && now.startTime() == member.startTime() && now.group() == group;
    }

    private void shell(String signal, List<String> targets) {
        for (int from = 0; from < targets.size(); from += AT_ONCE) {
            List<String> command = new ArrayList<>(List.of(SHELL, "-c", "kill -s \"$@\"", SHELL, signal, "--"));
            command.addAll(targets.subList(from, Math.min(from + AT_ONCE, targets.size())));
            run(command);
        }
    }

    /** That a target is gone meanwhile is no failure, and what failed is found again at the next look. */
    private static void run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        try {
            Process shell = builder.start();
            if (!shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "can't start a shell to send signals", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
