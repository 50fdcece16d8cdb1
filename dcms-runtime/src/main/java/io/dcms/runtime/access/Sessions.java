package io.dcms.runtime.access;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Browsers that have logged in with a token. In memory alone: an agent that starts anew asks for the token again, and so does a
 * change of the token file. Any thread.
 */
public final class Sessions {

    /** A session ends when it was not used for so long ... */
    static final Duration IDLE = Duration.ofMinutes(30);
    /** ... and in any case after so long. */
    public static final Duration LONGEST = Duration.ofHours(12);
    static final int MOST = 1000;
    private static final int BYTES = 24;

    private final LongSupplier elapsed;
    private final SecureRandom random = new SecureRandom();
    /** By the digest of its id, so that how long a look takes tells nothing of an id. The one that was used longest ago first. */
    private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Session {
        private final Caller caller;
        private final long begun;
        private long used;

        private Session(Caller caller, long now) {
            this.caller = caller;
            this.begun = now;
            this.used = now;
        }

        private boolean isOver(long now) {
            return now - used > IDLE.toNanos() || now - begun > LONGEST.toNanos();
        }
    }

    /** @param elapsed nanoseconds since some moment, never going back */
    public Sessions(LongSupplier elapsed) {
        this.elapsed = elapsed;
    }

    /** A new session of a caller. The one that was used longest ago ends if there are too many. @return its secret id */
    public synchronized String open(Caller caller) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        dropOld();
        sessions.put(key(id), new Session(caller, elapsed.getAsLong()));
        return id;
    }

    /** Whose session this is, if it is one and not over. */
    public synchronized Optional<Caller> find(String id) {
        String key = key(id);
        Session session = sessions.get(key);
        long now = elapsed.getAsLong();
        if (session == null || session.isOver(now)) {
            sessions.remove(key);
            return Optional.empty();
        }
        session.used = now;
        return Optional.of(session.caller);
    }

    public synchronized void close(String id) {
        sessions.remove(key(id));
    }

    public synchronized void closeAll() {
        sessions.clear();
    }

    private static String key(String id) {
        return HexFormat.of().formatHex(Tokens.digest(id));
    }

    private void dropOld() {
        long now = elapsed.getAsLong();
        sessions.values().removeIf(session -> session.isOver(now));
        while (sessions.size() >= MOST) {
            sessions.remove(sessions.keySet().iterator().next());
        }
    }
}
