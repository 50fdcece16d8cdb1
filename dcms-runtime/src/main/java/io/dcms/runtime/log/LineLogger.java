package io.dcms.runtime.log;

import java.nio.charset.StandardCharsets;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.function.Consumer;

/** Turns each record that is to be printed into the bytes of its line. */
final class LineLogger implements System.Logger {
    private final String name;
    private final String shortName;
    private final boolean foreign;
    private final Line line;
    private final Consumer<byte[]> out;

    LineLogger(String name, Line line, Consumer<byte[]> out) {
        this.name = name;
        this.shortName = Line.shortName(name);
        this.foreign = Log.isForeign(name);
        this.line = line;
        this.out = out;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return Log.prints(level, foreign);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
        if (isLoggable(level)) {
            print(line.of(level, shortName, translated(bundle, message), thrown));
        }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... arguments) {
        if (isLoggable(level)) {
            print(line.of(level, shortName, Line.filled(translated(bundle, format), arguments), null));
        }
    }

    private void print(String text) {
        out.accept(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String translated(ResourceBundle bundle, String message) {
        try {
            return bundle == null || message == null ? String.valueOf(message) : bundle.getString(message);
        } catch (MissingResourceException | ClassCastException e) {
            return message;
        }
    }
}
