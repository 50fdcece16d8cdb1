package io.dcms.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a chaos run did and when, so that a difference can be told with the faults around it. Printed as it is written. For one
 * thread.
 *
 * <p>Times are seconds since the machine started, the one clock that nobody sets and that a shell reads without a process.
 */
final class ChaosDiary {
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> killed = new HashSet<>();
    private final ChaosClock clock;
    private double firstStop = Double.MAX_VALUE;
    private boolean brokeSupervisors;
    private boolean setClock;
    private boolean filledDisk;

    /** @param agentTime the time on the agent's clock */
    record Entry(double uptime, Instant agentTime, String text) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.2f  agent's clock %s  %s", uptime, agentTime, text);
        }
    }

    ChaosDiary(ChaosClock clock) {
        this.clock = clock;
    }

    void note(String text) {
        Entry entry = new Entry(uptime(), clock.now(), text);
        entries.add(entry);
        System.out.println("chaos: " + entry);
    }

    /** Somebody has asked the agent to kill this run. */
    void noteKill(String taskId) {
        killed.add(taskId);
        note("asked to kill task " + taskId);
    }

    /** An agent is told to stop, and may kill what runs from now on. */
    void noteStop(String text) {
        note(text);
        firstStop = Math.min(firstStop, uptime());
    }

    /** A process that keeps a run's exit status is killed. */
    void noteBrokenSupervisor(String text) {
        note(text);
        brokeSupervisors = true;
    }

    /** The agents' clock is set. */
    void noteClockStep(String text) {
        note(text);
        setClock = true;
    }

    boolean wasAskedToKill(String taskId) {
        return killed.contains(taskId);
    }

    /** Whether an agent was told to stop at some time. */
    boolean hadStops() {
        return firstStop < Double.MAX_VALUE;
    }

    boolean hadBrokenSupervisors() {
        return brokeSupervisors;
    }

    void noteFullDisk() {
        filledDisk = true;
        note("the disk is full");
    }

    boolean hadFullDisk() {
        return filledDisk;
    }

    boolean hadClockSteps() {
        return setClock;
    }

    /** What happened between two moments of the machine's uptime. */
    List<Entry> between(double from, double to) {
        return entries.stream().filter(entry -> entry.uptime >= from && entry.uptime <= to).toList();
    }

    /** What happened while the agent's clock showed about this time. */
    List<Entry> around(Instant agentTime, long seconds) {
        return entries.stream().filter(entry -> Math.abs(entry.agentTime.getEpochSecond() - agentTime.getEpochSecond()) <= seconds)
                .toList();
    }

    static double uptime() {
        try {
            String text = Files.readString(Path.of("/proc/uptime"));
            return Double.parseDouble(text.substring(0, text.indexOf(' ')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
