package io.dcms.runtime.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Both clocks, moved by hand: together by time that passes, the wall clock alone by somebody who sets it. */
final class FakeTime implements InstantSource, LongSupplier {

    private Instant wall;
    private long nanos;
    private Duration stillness = Duration.ZERO;

    FakeTime(String wall) {
        this.wall = Instant.parse(wall);
    }

    void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    void setWall(Instant instant) {
        wall = instant;
    }

    /** Who looks at the wall clock next stands still for so long right after. */
    void standStillAfterNextLook(Duration time) {
        stillness = time;
    }

    @Override
    public Instant instant() {
        Instant seen = wall;
        Duration still = stillness;
        stillness = Duration.ZERO;
        pass(still);
        return seen;
    }

    @Override
    public long getAsLong() {
        return nanos;
    }
}
