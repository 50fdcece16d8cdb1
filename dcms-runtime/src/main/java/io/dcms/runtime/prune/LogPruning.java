package io.dcms.runtime.prune;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** Removes the logs of runs that are too old, the oldest day first and no more than one day in an hour. */
public final class LogPruning implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LogPruning.class.getName());
    private static final int BATCH = 500;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration HOUR_SPREAD = Duration.ofMinutes(10);
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration FIRST_SPREAD = Duration.ofMinutes(20);
    private static final Duration QUIET_SPREAD = Duration.ofSeconds(40);

    private final OldLogs logs;
    private final Duration age;
    private final Pruning.Later later;
    private final InstantSource clock;
    private final ZoneId zone;
    private final DoubleSupplier random;
    private final Set<LocalDate> said = new HashSet<>();
    private volatile boolean closed;
    /** The day that was looked at last: one of which something stays shall not keep the younger ones waiting. */
    private LocalDate last = LocalDate.MIN;
    private Optional<OldLogs.Day> current = Optional.empty();

    /**
     * @param age    how long logs are kept after they were written
     * @param later  whose thread removes
     * @param zone   whose days they are
     * @param random from 0 to 1, so that no two agents of a machine work at the same times
     */
    public LogPruning(OldLogs logs, Duration age, Pruning.Later later, InstantSource clock, ZoneId zone, DoubleSupplier random) {
        this.logs = logs;
        this.age = age;
        this.later = later;
        this.clock = clock;
        this.zone = zone;
        this.random = random;
    }

    public void start() {
        later.run(this::goOn, FIRST.plus(spread(FIRST_SPREAD)));
    }

    /** Removes nothing more, but what is being removed. */
    @Override
    public void close() {
        closed = true;
    }

    private void goOn() {
        if (closed) {
            return;
        }
        Duration wait = QuietTimes.untilQuiet(LocalTime.ofInstant(clock.instant(), zone));
        if (!wait.isZero()) {
            later.run(this::goOn, wait.plus(spread(QUIET_SPREAD)));
            return;
        }
        Duration next = inAnHour();
        try {
            next = removeSome();
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.WARNING, "old logs can''t be removed, the next try is in about an hour: {0}", e.toString());
            leave();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a defect of the agent while it removed old logs, the next try is in about an hour", e);
            leave();
        }
        later.run(this::goOn, next);
    }

    /** @return how long to wait before the next few */
    private Duration removeSome() throws IOException {
        Instant now = clock.instant();
        Instant written = now.minus(age);
        if (current.isEmpty()) {
            current = logs.next(last, LocalDate.ofInstant(written, zone));
        }
        if (current.isEmpty()) {
            last = LocalDate.MIN;
            return inAnHour();
        }
        OldLogs.Day day = current.get();
        last = day.date();
        if (day.removeSome(BATCH, written, now)) {
            return PAUSE;
        }
        boolean gone = day.removeIfEmpty();
        tell(day);
        leave();
        return gone || day.removed() > 0 ? inAnHour() : PAUSE;
    }

    private void tell(OldLogs.Day day) {
        if (day.removed() > 0) {
            LOG.log(System.Logger.Level.INFO, "the logs of {0} are removed, {1} files: -log_days={2}", day.date(), day.removed(),
                    Long.toString(age.toDays()));
        }
        if (!day.strangers().isEmpty() && said.add(day.date())) {
            LOG.log(System.Logger.Level.WARNING, "{0}", day.strangers());
        }
    }

    private void leave() {
        try {
            if (current.isPresent()) {
                current.get().close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a folder of logs", e);
        }
        current = Optional.empty();
    }

    private Duration inAnHour() {
        return HOUR.plus(spread(HOUR_SPREAD));
    }

    private Duration spread(Duration most) {
        return Duration.ofNanos((long) (most.toNanos() * random.getAsDouble()));
    }
}
