package io.dcms.runtime.sync;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What people are told of where the jobs come from. Changed by one thread, read by any. */
final class SyncStatus {

    /** A store that takes longer for an answer than this is said to be slow. */
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final LongSupplier elapsed;
    private volatile State state;

    /**
     * One moment's truth.
     *
     * @param confirmedAt when the store last confirmed the jobs, elapsed; says nothing without jobs
     * @param askedAt     since when an answer of the store is waited for, elapsed; empty if none is
     * @param trouble     what the last look met; empty if nothing
     */
    private record State(JobsFrom from, long confirmedAt, Optional<Long> askedAt, String trouble) {
    }

    /** @param elapsed nanoseconds since some moment, never going back */
    SyncStatus(LongSupplier elapsed) {
        this.elapsed = elapsed;
        this.state = new State(JobsFrom.NONE, 0, Optional.empty(), "");
    }

    /** The store is being asked, if it was not before. */
    void asked() {
        long since = state.askedAt.orElseGet(elapsed::getAsLong);
        state = new State(state.from, state.confirmedAt, Optional.of(since), state.trouble);
    }

    /** The jobs are those of the store as it was when it was asked. */
    void confirmed() {
        state = new State(JobsFrom.STORE, state.askedAt.orElseGet(elapsed::getAsLong), Optional.empty(), "");
    }

    /** The last look has failed, or its answer was not believed. */
    void troubled(String trouble) {
        state = new State(state.from, state.confirmedAt, Optional.empty(), trouble);
    }

    /** The jobs are those of a snapshot. @param age since the store confirmed it */
    void standIn(Duration age) {
        state = new State(JobsFrom.SNAPSHOT, elapsed.getAsLong() - age.toNanos(), state.askedAt, state.trouble);
    }

    JobsFrom from() {
        return state.from;
    }

    /** When the store last confirmed the jobs, elapsed. */
    long confirmedAt() {
        return state.confirmedAt;
    }

    /** Since the store last confirmed the jobs; empty if there are none yet. */
    Optional<Duration> age() {
        return age(state);
    }

    /** What is wrong, a sentence; empty if nothing is, or nothing is known yet. */
    Optional<String> problem() {
        State now = state;
        String reason = now.trouble.isEmpty() ? silence(now) : now.trouble;
        if (now.from == JobsFrom.SNAPSHOT || now.from == JobsFrom.STORE && !reason.isEmpty()) {
            String jobs = "the jobs are those that the store had " + words(age(now).orElseThrow()) + " ago";
            return Optional.of(reason.isEmpty() ? jobs : jobs + ": " + reason);
        }
        return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
    }

    private Optional<Duration> age(State now) {
        return now.from == JobsFrom.NONE ? Optional.empty() : Optional.of(Duration.ofNanos(elapsed.getAsLong() - now.confirmedAt));
    }

    private String silence(State now) {
        Duration waited = now.askedAt.map(at -> Duration.ofNanos(elapsed.getAsLong() - at)).orElse(Duration.ZERO);
        return waited.compareTo(SLOW) < 0 ? "" : "the store has not answered for " + words(waited);
    }

    /** A length of time in the largest unit of which it has two. */
    static String words(Duration time) {
        if (time.toMinutes() < 2) {
            return time.toSeconds() + " s";
        }
        if (time.toHours() < 2) {
            return time.toMinutes() + " min";
        }
        return time.toDays() < 2 ? time.toHours() + " h" : time.toDays() + " days";
    }
}
