package io.dcms.runtime.process;

import io.dcms.runtime.process.LocalRun.End;
import io.dcms.runtime.process.Processes.Seen;
import io.dcms.runtime.process.RunFile.Ended;
import io.dcms.runtime.process.RunFile.Start;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Finds out by files and processes what becomes of runs whose end nobody tells. Any thread, but for one run one at a time. */
final class Supervision {

    private static final System.Logger LOG = System.getLogger(Supervision.class.getName());
    /** So many looks after a run's end, a second apart, its supervisor has had time to write one line. */
    private static final int ENOUGH_LOOKS = 60;
    /** Users can give their files times of which the nanoseconds fit into no number. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Processes processes;
    private final RunFiles files;
    private final EndListener listener;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    private final Resumer resumer;

    /** Hears of ends. */
    interface EndListener {

        /** @param nanos when, on the elapsed clock */
        void ended(LocalRun run, End end, long nanos);
    }

    Supervision(Processes processes, RunFiles files, EndListener listener, InstantSource clock, LongSupplier elapsed) {
        this.processes = processes;
        this.files = files;
        this.listener = listener;
        this.clock = clock;
        this.elapsed = elapsed;
        this.resumer = Resumer.ofThisMachine(elapsed);
    }

    /**
     * What of a start is to be trusted: its user may have written it.
     *
     * @return without a pid if there is no such process any more, be it that its number is another one's by now; empty if that
     *         process can't be the run's
     */
    Optional<Start> trusted(LocalRun run, Start start) {
        if (start.pid() == ProcessHandle.current().pid()) {
            return Optional.empty();
        }
        if (isThere(start) && processes.mayBeOf(start.pid(), run.uid, run.mark())) {
            return Optional.of(start);
        }
        return isThere(start) ? Optional.empty() : Optional.of(withoutProcess(start));
    }

    /** The same with no process, whatever its number is: one that ended without being seen. */
    Start withoutProcess(Start start) {
        return start.withoutProcess(processes.now());
    }

    private boolean isThere(Start start) {
        return processes.find(start.pid()).filter(seen -> seen.start() == start.ticks()).isPresent();
    }

    /**
     * Begins with a run that an agent before this one started.
     *
     * @param told is told how long ago that was
     */
    void adopt(LocalRun run, RunFile file, Consumer<Duration> told) throws IOException {
        long now = elapsed.getAsLong();
        Start start = file.start().orElseThrow();
        Duration written = since(files.written(run.taskId()));
        boolean sameBoot = file.boot().isEmpty() || file.boot().equals(processes.boot());
        // Of a run before the machine's last start only the times of its file and of its fire are known.
        Duration ago = sameBoot ? processes.age(start.ticks())
                : file.status().isPresent() ? since(run.launch.fireTime()) : written;
        Start safe = sameBoot && processes.living(start.pid(), start.ticks()).isPresent()
                ? trusted(run, start).orElseGet(() -> withoutProcess(start)) : withoutProcess(start);
        synchronized (run) {
            run.begin(safe, now - ago.toNanos());
            told.accept(ago);
        }
        if (file.status().isPresent()) {
            listener.ended(run, endOf(file.end().orElseThrow()), now - written.toNanos());
        } else if (!sameBoot) {
            listener.ended(run, End.lost("the machine was restarted while it ran, so its exit status is not known"),
                    now - written.toNanos());
        } else {
            look(run);
        }
    }

    /** What of an end is to be believed: its user may have written it. */
    End endOf(Ended ended) {
        return new End(ended.status(), "", ended.ticks() <= processes.now() ? ended.ticks() : Ended.UNKNOWN);
    }

    private Duration since(Instant moment) {
        Duration since = Duration.between(moment, clock.instant());
        return since.isNegative() ? Duration.ZERO : since.compareTo(LONGEST) > 0 ? LONGEST : since;
    }

    /** Whether something has been written into the file of a run since this was last asked. */
    boolean hasNews(LocalRun run) throws IOException {
        return run.noteSize(files.size(run.taskId()));
    }

    /** Looks whether a run that has started has ended. */
    void look(LocalRun run) throws IOException {
        Start start = run.start().orElseThrow();
        if (run.ownProcessGone()) {
            return;
        }
        long now = elapsed.getAsLong();
        if (processes.living(start.pid(), start.ticks()).isPresent()) {
            run.seenAlive(now);
            return;
        }
        Optional<Seen> supervisor = supervisor(run, start);
        // Only now: while one of the two was there the line could still come.
        Optional<RunFile> file = files.read(run.taskId());
        if (file.isPresent() && file.get().status().isPresent()) {
            listener.ended(run, endOf(file.get().end().orElseThrow()),
                    elapsed.getAsLong() - since(files.written(run.taskId())).toNanos());
            return;
        }
        int looks = run.lookedAfterItsEnd();
        if (supervisor.isEmpty() && looks > 1) {
            lost(run, "its supervisor was killed, so its exit status is not known");
        } else if (looks > ENOUGH_LOOKS) {
            lost(run, "its supervisor did not tell its exit status");
        } else if (supervisor.isPresent() && supervisor.get().stopped()) {
            resumer.resume(supervisor.get().pid());
        }
    }

    private void lost(LocalRun run, String reason) {
        LOG.log(System.Logger.Level.WARNING, "task {0}: {1}", run.taskId(), reason);
        listener.ended(run, End.lost(reason), elapsed.getAsLong());
    }

    /** The parent that waits for a run: one that is younger than the run itself only has its number. */
    private Optional<Seen> supervisor(LocalRun run, Start start) {
        return processes.find(start.supervisor())
                .filter(seen -> seen.alive() && seen.start() <= start.ticks() && processes.isOf(seen.pid(), run.uid));
    }

    /** A shell that a task has stopped goes on. */
    void resumeIfStopped(LauncherShell shell) {
        if (processes.find(shell.pid()).filter(Seen::stopped).isPresent()) {
            resumer.resume(shell.pid());
        }
    }
}
