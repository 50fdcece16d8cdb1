package io.dcms.runtime.process;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Tells stopped processes to go on: each of them now and then, since its user can stop it again as often as he likes. Any thread. */
final class Resumer {

    private static final System.Logger LOG = System.getLogger(Resumer.class.getName());
    private static final long EACH_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long SAID_EACH_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<Long, Long> resumed = new HashMap<>();
    private final Map<Long, Long> said = new HashMap<>();
    private final LongSupplier elapsed;
    private final LongConsumer signal;

    /**
     * @param elapsed nanoseconds since some moment, never going back
     * @param signal  sends CONT to the process of this number
     */
    Resumer(LongSupplier elapsed, LongConsumer signal) {
        this.elapsed = elapsed;
        this.signal = signal;
    }

    static Resumer ofThisMachine(LongSupplier elapsed) {
        return new Resumer(elapsed, Resumer::cont);
    }

    /** @param pid of a process of ours that is stopped */
    void resume(long pid) {
        if (isDue(resumed, pid, EACH_NANOS)) {
            if (isDue(said, pid, SAID_EACH_NANOS)) {
                LOG.log(System.Logger.Level.WARNING, "process {0}, which starts tasks or waits for one, was stopped: it is told to go on",
                        Long.toString(pid));
            }
            signal.accept(pid);
        }
    }

    /** Whether this was not answered by yes for this process so lately. What is older than that is forgotten. */
    private synchronized boolean isDue(Map<Long, Long> last, long pid, long each) {
        long now = elapsed.getAsLong();
        last.values().removeIf(nanos -> now - nanos >= each);
        return last.putIfAbsent(pid, now) == null;
    }

    private static void cont(long pid) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -s CONT \"$1\"", "sh", Long.toString(pid))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "process " + pid + " can't be told to go on", e);
        }
    }
}
