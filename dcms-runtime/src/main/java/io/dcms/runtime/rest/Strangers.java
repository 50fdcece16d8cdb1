package io.dcms.runtime.rest;

import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.text.OneLine;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Says in the agent's log that somebody is not let in, or sends what can't be read: of each once a minute at most, and how many more
 * there were. Not in the audit, from which whoever tries often enough would else drive out what others did. Any thread.
 */
final class Strangers {

    private static final System.Logger LOG = System.getLogger(Strangers.class.getName());

    private final Kind refused;
    private final Kind unread;

    /** @param elapsed nanoseconds since some moment, never going back */
    Strangers(LongSupplier elapsed) {
        this.refused = new Kind(elapsed);
        this.unread = new Kind(elapsed);
    }

    /** Calls for what is not there, or in the wrong way, are nobody's attempt to get in. */
    void refused(String address, String what, HttpProblem problem) {
        if (problem.status == 401 || problem.status == 403 || problem.status == 421) {
            refused.happens(more -> LOG.log(System.Logger.Level.WARNING, "REST: {0} is not let in: {1}: {2}; {3} more since this was"
                    + " last said", address, OneLine.of(what), problem.getMessage(), more));
        }
    }

    /** A body that was announced did not come, or is none: whoever likes can have thousands of them. */
    void unread(String address, String what, UnreadBody body) {
        unread.happens(more -> LOG.log(System.Logger.Level.WARNING, "REST: {0} sends what can''t be read: {1}: {2}; {3} more since this was"
                + " last said", address, OneLine.of(what), body.getMessage(), more));
    }

    /** What strangers do. */
    private static final class Kind {

        private final Allowance lines;
        private final AtomicInteger unsaid = new AtomicInteger();

        private Kind(LongSupplier elapsed) {
            this.lines = new Allowance(elapsed);
        }

        /** @param line says it, and how many there were that were not said */
        private void happens(IntConsumer line) {
            if (lines.take()) {
                line.accept(unsaid.getAndSet(0));
            } else {
                unsaid.incrementAndGet();
            }
        }
    }
}
