package io.dcms.runtime;

import io.dcms.runtime.log.Log;
import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;

/**
 * TERM and INT ask for an orderly stop, a second one for a fast one, a third one for one at once; USR2 asks the agent to leave at
 * once and its tasks to go on; HUP asks to read the jobs again; USR1 makes the log talkative, and quiet again.
 */
final class StopSignals {

    private static final System.Logger LOG = System.getLogger(StopSignals.class.getName());

    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private final CompletableFuture<Void> hasten = new CompletableFuture<>();
    private final CompletableFuture<Void> force = new CompletableFuture<>();
    private final CompletableFuture<Void> leave = new CompletableFuture<>();
    private volatile Runnable reload = () -> { };

    /** Begins to listen. What comes before the agent can act on it is kept (TERM, INT, USR2) or means nothing yet (HUP). */
    void listen() {
        on("TERM", this::stopOrHasten);
        on("INT", this::stopOrHasten);
        on("USR2", () -> leave.complete(null));
        // The JVM has no use for it: neither Java 17 nor 25 refuses it, whatever it takes to suspend threads.
        on("USR1", () -> Log.toggleDebug("USR1"));
        on("HUP", () -> {
            LOG.log(System.Logger.Level.INFO, "HUP: the jobs are read again");
            reload.run();
        });
    }

    /** @param action called for each HUP, on a thread of the JDK; returns at once */
    void onReload(Runnable action) {
        reload = action;
    }

    /** Completes with the first TERM or INT. */
    CompletableFuture<Void> stop() {
        return stop;
    }

    /** Completes with the second one. */
    CompletableFuture<Void> hasten() {
        return hasten;
    }

    /** Completes with the third one. */
    CompletableFuture<Void> force() {
        return force;
    }

    /** Completes with USR2. */
    CompletableFuture<Void> leave() {
        return leave;
    }

    private void stopOrHasten() {
        if (!stop.complete(null) && !hasten.complete(null)) {
            force.complete(null);
        }
    }

    private static void on(String name, Runnable action) {
        try {
            Signal.handle(new Signal(name), signal -> action.run());
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "the signal {0} can''t be handled here: {1}", name, e.getMessage());
        }
    }
}
