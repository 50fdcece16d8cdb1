package io.dcms.runtime.prune;

import io.dcms.spi.store.TaskPruning;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Deletes the runs of one host that are too old from its store, in a round about every hour. */
public final class Pruning implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Pruning.class.getName());
    private static final int BATCH = 500;
    /** A round ends after so many, also if the store says for ever that there are more. */
    private static final int MOST_BATCHES = 3_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration FIRST_SPREAD = Duration.ofMinutes(20);
    private static final Duration QUIET_SPREAD = Duration.ofSeconds(40);

    private final TaskPruning store;
    private final String host;
    private final Duration age;
    private final Later later;
    private final InstantSource clock;
    private final ZoneId zone;
    private final DoubleSupplier random;
    private volatile boolean closed;
    private Instant before = Instant.EPOCH;
    private long deleted;
    private int batches;

    /** Does work on a thread, when a time has passed and it has nothing else to do. */
    public interface Later {
        void run(Runnable work, Duration delay);

        /** @param thread of one thread, which takes what comes in turn */
        static Later on(Executor thread) {
            return (work, delay) -> CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, thread).execute(work);
        }
    }

    /**
     * @param later  on the thread that records runs
     * @param age    how long runs are kept after they were started
     * @param zone   whose full hours are busy
     * @param random from 0 to 1, so that no two agents work at the same times
     */
    public Pruning(TaskPruning store, String host, Duration age, Later later, InstantSource clock, ZoneId zone,
                   DoubleSupplier random) {
        this.store = store;
        this.host = host;
        this.age = age;
        this.later = later;
        this.clock = clock;
        this.zone = zone;
        this.random = random;
    }

    public void start() {
        later.run(this::begin, FIRST.plus(spread(FIRST_SPREAD)));
    }

    /** Deletes nothing more, but what is being deleted. */
    @Override
    public void close() {
        closed = true;
    }

    private void begin() {
        before = clock.instant().minus(age);
        deleted = 0;
        batches = 0;
        goOn();
    }

    private void goOn() {
        if (closed) {
            return;
        }
        Duration wait = QuietTimes.untilQuiet(LocalTime.ofInstant(clock.instant(), zone));
        if (!wait.isZero()) {
            later.run(this::goOn, wait.plus(spread(QUIET_SPREAD)));
        } else if (deleteSome()) {
            later.run(this::goOn, PAUSE);
        } else {
            end();
        }
    }

    /** @return whether there is more to do now */
    private boolean deleteSome() {
        try {
            int count = store.prune(host, before.getEpochSecond(), BATCH);
            deleted += count;
            return count >= BATCH && ++batches < MOST_BATCHES;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "old runs can''t be deleted from the store, the next try is in about an hour: {0}",
                    e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR,
                    "a defect of the store plugin while it deleted old runs, the next try is in about an hour", e);
        }
        return false;
    }

    private void end() {
        if (deleted > 0) {
            LOG.log(System.Logger.Level.INFO, "{0} runs of {1} from before {2} are deleted from the store: -task_days={3}",
                    deleted, host, before.atZone(zone).toLocalDateTime().withNano(0), Long.toString(age.toDays()));
        }
        later.run(this::begin, HOUR.minus(HOUR.dividedBy(4)).plus(spread(HOUR.dividedBy(2))));
    }

    private Duration spread(Duration most) {
        return Duration.ofNanos((long) (most.toNanos() * random.getAsDouble()));
    }
}
