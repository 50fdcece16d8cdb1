package io.dcms.runtime.process;

import io.dcms.runtime.kill.Cgroups;
import io.dcms.runtime.verify.Runner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The launcher shells, one for each user that has runs, or had some lately. Any thread. */
final class LauncherShells {

    private static final long IDLE_NANOS = Duration.ofMinutes(5).toNanos();

    private static final long LAST_WAIT_NANOS = Duration.ofSeconds(2).toNanos();

    private final Map<Runner, LauncherShell> shells = new HashMap<>();
    private final Map<LauncherShell, Long> usedNanos = new HashMap<>();
    /** Those that have been replaced or let go, and are heard still. */
    private final List<LauncherShell> left = new ArrayList<>();
    private final TaskCommand commands;
    private final RunFiles files;
    private final boolean killOrphans;
    private final LauncherShell.Listener listener;
    private final LongSupplier elapsed;
    private final Optional<Cgroups> cgroups;

    /** @param killOrphans whether a shell kills its runs when the agent dies */
    LauncherShells(TaskCommand commands, RunFiles files, boolean killOrphans, LauncherShell.Listener listener, LongSupplier elapsed,
                   Optional<Cgroups> cgroups) {
        this.commands = commands;
        this.files = files;
        this.killOrphans = killOrphans;
        this.listener = listener;
        this.elapsed = elapsed;
        this.cgroups = cgroups;
    }

    /** The shell of a user as he is now, with the groups that he has now; started if there is none. */
    synchronized LauncherShell of(Runner runner) throws IOException {
        LauncherShell shell = shells.get(runner);
        if (shell == null || shell.isClosed()) {
            forget(shell);
            List<String> command = new ArrayList<>(commands.launcher(runner));
            command.add(killOrphans ? "kill" : "keep");
            shell = new LauncherShell(runner, commands.dialect(), command, files.folder(), commands.environment(runner),
                    listener);
            long pid = shell.pid();
            cgroups.ifPresent(all -> all.addLauncher(runner.uid(), pid));
            shells.put(runner, shell);
        }
        usedNanos.put(shell, elapsed.getAsLong());
        return shell;
    }

    private void forget(LauncherShell shell) {
        if (shell != null) {
            usedNanos.remove(shell);
            shells.remove(shell.runner(), shell);
            left.add(shell);
        }
    }

    /**
     * Lets those go that have not been used for minutes, and hears no more of those that are gone with all their runs: what is
     * left may be a pipe that a user holds, and a thread that reads it for ever.
     *
     * @param busy says of which runs are still alive
     */
    synchronized void tidy(Predicate<LauncherShell> busy) {
        for (LauncherShell shell : List.copyOf(shells.values())) {
            if (!shell.isClosed() && elapsed.getAsLong() - usedNanos.get(shell) > IDLE_NANOS && !busy.test(shell)) {
                shell.leave();
            }
            if (shell.isClosed()) {
                forget(shell);
            }
        }
        left.stream().filter(shell -> shell.isHeardAfterItsEnd() && !busy.test(shell)).forEach(LauncherShell::heedNoMore);
        left.removeIf(shell -> !shell.isHeard());
    }

    /**
     * Lets all go and waits until they have understood, for a moment: the end of the agent would mean something else to them.
     * Their runs go on, and who has some stays for them. Who has none is gone afterwards, and with him what keeps his cgroup.
     *
     * @param busy says of which runs are still alive
     */
    synchronized void close(Predicate<LauncherShell> busy) {
        shells.values().forEach(LauncherShell::leave);
        long end = System.nanoTime() + LAST_WAIT_NANOS;
        try {
            for (LauncherShell shell : shells.values()) {
                long patience = Math.max(0, end - System.nanoTime());
                if (busy.test(shell)) {
                    shell.awaitLeft(patience);
                } else {
                    shell.awaitEnd(patience);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
