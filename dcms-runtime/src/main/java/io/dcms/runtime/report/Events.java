package io.dcms.runtime.report;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What waits for the hooks of one place. Those of one target go in order; targets take turns, and one that fails lets the
 * others go first for a while, longer and longer.
 */
final class Events implements Lane.Backlog<Report> {

    private final Journal journal;
    private final Duration limit;
    private final LongSupplier elapsed;
    private final DoubleSupplier random;
    /** By the whole URI, whose turn is next first. */
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private Target current;
    private Notice first;
    private int size;

    private static final class Target {
        private final Deque<Notice> queue = new ArrayDeque<>();
        private final String uri;
        private final Backoff backoff;
        private long notBefore;

        private Target(String uri, Backoff backoff, long notBefore) {
            this.uri = uri;
            this.backoff = backoff;
            this.notBefore = notBefore;
        }
    }

    /** @param limit the longest time for which a target that fails lets others go first */
    Events(Journal journal, Duration limit, LongSupplier elapsed, DoubleSupplier random) {
        this.journal = journal;
        this.limit = limit;
        this.elapsed = elapsed;
        this.random = random;
    }

    /** Returns at once. */
    synchronized void add(URI target, Notice notice) {
        targets.computeIfAbsent(target.toString(), uri -> new Target(uri, new Backoff(limit, random), elapsed.getAsLong())).queue
                .add(notice);
        size++;
    }

    /** Drops what is done already. Returns at once. */
    synchronized void dropDone() {
        targets.values().forEach(target -> target.queue.removeIf(Notice::done));
        targets.values().removeIf(target -> target.queue.isEmpty());
        size = targets.values().stream().mapToInt(target -> target.queue.size()).sum();
    }

    @Override
    public List<Report> head(int most) throws IOException {
        for (Notice notice = next(); notice != null; notice = next()) {
            Optional<Report> report = read(notice);
            if (report.isPresent()) {
                return List.of(report.get());
            }
            dropFirst();
        }
        return List.of();
    }

    /** Not under the lock of this: the journal has its own, and calls add() with it. */
    private Optional<Report> read(Notice notice) throws IOException {
        try {
            return journal.read(notice);
        } catch (IOException e) {
            postpone();
            throw e;
        }
    }

    @Override
    public void drop(int count) {
        journal.done(first);
        dropFirst();
    }

    @Override
    public String giveUp() {
        drop(1);
        return "is given up";
    }

    @Override
    public synchronized boolean postpone() {
        long now = elapsed.getAsLong();
        current.notBefore = now + current.backoff.next().toNanos();
        toTheEnd();
        return targets.values().stream().anyMatch(target -> target.notBefore <= now);
    }

    @Override
    public synchronized Optional<Duration> pause() {
        long now = elapsed.getAsLong();
        return targets.values().stream().map(target -> Duration.ofNanos(Math.max(1, target.notBefore - now)))
                .min(Duration::compareTo);
    }

    @Override
    public synchronized long size() {
        return size;
    }

    @Override
    public synchronized Duration age() {
        return first == null ? Duration.ZERO : Duration.ofNanos(elapsed.getAsLong() - first.since);
    }

    /** How long the one has waited that has waited longest; zero if none waits. Any thread. */
    synchronized Duration oldest() {
        long now = elapsed.getAsLong();
        return targets.values().stream().map(target -> target.queue.peek()).filter(Objects::nonNull)
                .map(notice -> Duration.ofNanos(now - notice.since)).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** @return null if none is due */
    private synchronized Notice next() {
        long now = elapsed.getAsLong();
        current = targets.values().stream().filter(target -> target.notBefore <= now).findFirst().orElse(null);
        first = current == null ? null : current.queue.peek();
        return first;
    }

    private synchronized void dropFirst() {
        current.backoff.reset();
        current.notBefore = elapsed.getAsLong();
        // It may have been dropped for want of room while it was on its way.
        if (current.queue.peek() == first) {
            current.queue.remove();
            size--;
            toTheEnd();
        }
    }

    private void toTheEnd() {
        if (targets.remove(current.uri, current) && !current.queue.isEmpty()) {
            targets.put(current.uri, current);
        }
    }
}
