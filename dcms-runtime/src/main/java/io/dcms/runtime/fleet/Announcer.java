package io.dcms.runtime.fleet;

import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.FleetRegister;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Announces this agent in the register of its store, about every 20 seconds. All of it on the thread that records runs, between two
 * batches of them; {@link #stop} is for any other.
 */
public final class Announcer {

    private static final System.Logger LOG = System.getLogger(Announcer.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(20);
    /** Between the shortest and the longest, so that a fleet that was started as one does not write as one. */
    private static final Duration SPREAD = Duration.ofSeconds(4);
    /** With a store that is away, which each try may keep waiting for as long as it likes. */
    private static final Duration MOST = Duration.ofSeconds(60);

    private final FleetRegister register;
    private final Supplier<FleetAgent> self;
    private final Later later;
    private final DoubleSupplier random;
    private String saidHindrance = "";
    private boolean saidDefect;
    private Duration wait = EVERY;
    private boolean announced;
    private volatile boolean stopping;

    /** Does work on the thread that records runs, when a time has passed. */
    public interface Later {
        void run(Runnable work, Duration delay);
    }

    /**
     * @param self   what is to be announced now; asked on the thread that records runs
     * @param random from 0 to 1
     */
    public Announcer(FleetRegister register, Supplier<FleetAgent> self, Later later, DoubleSupplier random) {
        this.register = register;
        this.self = self;
        this.later = later;
        this.random = random;
    }

    public void start() {
        later.run(this::announce, Duration.ZERO);
    }

    /** Announces nothing more but that this agent stops. @return done when that is said, or could not be */
    public CompletableFuture<Void> stop() {
        stopping = true;
        CompletableFuture<Void> done = new CompletableFuture<>();
        later.run(() -> {
            leave();
            done.complete(null);
        }, Duration.ZERO);
        return done;
    }

    private void announce() {
        if (stopping) {
            return;
        }
        announced = tryAnnounce();
        later.run(this::announce, wait.minus(SPREAD.dividedBy(2)).plus(part(SPREAD)));
    }

    private boolean tryAnnounce() {
        try {
            // Each question is one more for a server that all agents ask.
            String hindrance = announced ? "" : register.hindrance().orElse("");
            if (hindrance.isEmpty()) {
                register.announce(self.get());
            }
            sayOnce(hindrance);
            wait = EVERY;
            return hindrance.isEmpty();
        } catch (IOException e) {
            // Reports and jobs have the same store, and say so.
            LOG.log(System.Logger.Level.DEBUG, "this agent can''t be announced to the others: {0}", e.getMessage());
            wait = wait.multipliedBy(2).compareTo(MOST) < 0 ? wait.multipliedBy(2) : MOST;
        } catch (RuntimeException | Error e) {
            LOG.log(saidDefect ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR,
                    "a defect of the store plugin while it announced this agent to the others", e);
            saidDefect = true;
        }
        return false;
    }

    private void sayOnce(String hindrance) {
        if (!hindrance.isEmpty() && !hindrance.equals(saidHindrance)) {
            LOG.log(System.Logger.Level.INFO, "this agent knows of no others, and no other of it: {0}", hindrance);
        }
        saidHindrance = hindrance;
    }

    /** A store that was away a moment ago is not waited for. */
    private void leave() {
        try {
            if (announced) {
                register.leave(self.get().host());
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.DEBUG, "the others are not told that this agent stops", e);
        }
    }

    private Duration part(Duration most) {
        return Duration.ofNanos((long) (most.toNanos() * random.getAsDouble()));
    }
}
