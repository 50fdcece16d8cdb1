package io.dcms.runtime.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets what repeats be said once a minute. Remembers the 1,000 keys that were allowed last, and forgets the oldest for a new one:
 * a flood of different keys is not held back. Used by any thread.
 */
public final class Throttle {
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final int KEYS = 1_000;

    private final LongSupplier elapsedNanos;
    private final Map<String, Said> saidByKey = new LinkedHashMap<>();

    /** When a key was allowed last, how often it was held back before that and since. */
    private record Said(long at, long heldBackBefore, long heldBackSince) {
    }

    /** @param elapsedNanos a clock such as {@link System#nanoTime}, of any origin */
    public Throttle(LongSupplier elapsedNanos) {
        this.elapsedNanos = elapsedNanos;
    }

    /** Whether to say it now: the first time, and then when a minute has passed since it was last allowed. */
    public synchronized boolean allow(String key) {
        long now = elapsedNanos.getAsLong();
        Said said = saidByKey.get(key);
        if (said != null && now - said.at < PAUSE) {
            saidByKey.put(key, new Said(said.at, said.heldBackBefore, said.heldBackSince + 1));
            return false;
        }
        saidByKey.remove(key);
        if (saidByKey.size() == KEYS) {
            saidByKey.remove(saidByKey.keySet().iterator().next());
        }
        saidByKey.put(key, new Said(now, said == null ? 0 : said.heldBackSince, 0));
        return true;
    }

    /** How often it was held back between the last two times that it was allowed: to be said along with it. */
    public synchronized long heldBack(String key) {
        Said said = saidByKey.get(key);
        return said == null ? 0 : said.heldBackBefore;
    }
}
