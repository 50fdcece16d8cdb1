package io.dcms.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Takes slices of an agent that starts the same number of programs in each second. */
final class SoakMeter {

    /** Runs, and what is there for one of them, live shorter: what has lived longer is a helper of the agent. */
    private static final Duration HELPER = Duration.ofSeconds(5);

    private static final double PATIENCE_SECONDS = 3;

    private final BenchAgent agent;
    private final StartLog log;
    private final double begin = Machine.now();
    private final Map<Long, Integer> startsBySecond = new HashMap<>();
    private double last = begin;
    /** CPU seconds so far, by process id. */
    private Map<Long, Double> lastCpu;

    SoakMeter(BenchAgent agent, StartLog log) throws IOException {
        this.agent = agent;
        this.log = log;
        log.next();
        this.lastCpu = cpu(figures());
    }

    /** What was since the last slice. @throws BenchFailure if nothing was started meanwhile */
    SoakSlice next() throws IOException, BenchFailure {
        List<Double> late = new ArrayList<>();
        for (StartLog.Start start : log.next()) {
            late.add(start.late() * 1000);
            startsBySecond.merge(start.due(), 1, Integer::sum);
        }
        if (late.isEmpty()) {
            throw new BenchFailure("the agent starts nothing any more: " + agent.log());
        }
        double now = Machine.now();
        Map<Long, ProcessFigures> all = figures();
        ProcessFigures figures = all.values().stream().reduce(ProcessFigures::plus).orElseThrow();
        // One by one: a helper that has ended takes what it took with it.
        double seconds = all.entrySet().stream().mapToDouble(one -> one.getValue().cpuSeconds()
                - lastCpu.getOrDefault(one.getKey(), 0.0)).sum();
        double cpu = seconds / (now - last) * 100;
        last = now;
        lastCpu = cpu(all);
        Figures lateness = Figures.of(late);
        return new SoakSlice(now - begin, figures.rssKib() / 1024.0, figures.descriptors(), figures.threads(), lateness.median(),
                lateness.p99(), cpu, late.size());
    }

    /** How many starts are missing of those that were due from the first slice to the last; waits a while for those that are late. */
    long missing(int rate) throws IOException, InterruptedException {
        double patience = Machine.now() + PATIENCE_SECONDS;
        long missing = countMissing(rate);
        while (missing > 0 && Machine.now() < patience) {
            Machine.sleepUntil(Machine.now() + 0.1);
            log.next().forEach(start -> startsBySecond.merge(start.due(), 1, Integer::sum));
            missing = countMissing(rate);
        }
        return missing;
    }

    private long countMissing(int rate) {
        return LongStream.rangeClosed((long) Math.ceil(begin), (long) Math.floor(last))
                .map(second -> rate - startsBySecond.getOrDefault(second, 0)).sum();
    }

    private static Map<Long, Double> cpu(Map<Long, ProcessFigures> all) {
        Map<Long, Double> seconds = new HashMap<>();
        all.forEach((pid, one) -> seconds.put(pid, one.cpuSeconds()));
        return seconds;
    }

    /** Of the agent and its helpers, by process id. */
    private Map<Long, ProcessFigures> figures() throws IOException {
        Map<Long, ProcessFigures> all = new HashMap<>(Map.of(agent.pid(), agent.figures()));
        Instant old = Instant.now().minus(HELPER);
        List<ProcessHandle> below = ProcessHandle.of(agent.pid()).map(root -> root.descendants().toList()).orElse(List.of());
        for (ProcessHandle one : below) {
            if (one.info().startInstant().filter(old::isAfter).isPresent()) {
                try {
                    all.put(one.pid(), ProcessFigures.of(one.pid()));
                } catch (IOException e) {
                    // It has ended.
                }
            }
        }
        return all;
    }
}
