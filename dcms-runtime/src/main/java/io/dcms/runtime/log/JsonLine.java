package io.dcms.runtime.log;

import io.dcms.runtime.json.JsonWriter;
import java.lang.System.Logger.Level;
import java.time.InstantSource;

/**
 * Writes a record as <code>{"time":"2026-11-22T21:30:01.123Z","level":"INFO","category":"schedule","message":"..."}</code>, the time
 * in UTC; with {@code error} if something was thrown: its stack trace where {@link Line} prints one, else it and its causes.
 * A record is one line whatever it holds.
 */
final class JsonLine implements Format {

    private final InstantSource clock;

    JsonLine(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String of(Level level, String logger, String message, Throwable thrown) {
        JsonWriter json = new JsonWriter().object()
                .field("time", Line.utc(clock.instant()))
                .field("level", Line.word(level).strip())
                .field("category", logger)
                .field("message", message);
        if (thrown != null) {
            json.field("error", Thrown.isTraced(level, thrown) ? Thrown.trace(thrown) : Thrown.chain(thrown));
        }
        return json.end().toString() + '\n';
    }

    @Override
    public String lost(long records) {
        return of(Level.WARNING, "log", records + " log records were lost: standard output did not take them in time", null);
    }
}
