package io.dcms.runtime.log;

import java.nio.charset.StandardCharsets;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Turns each record that is to be printed into the bytes of its line. */
final class LineLogger implements System.Logger {
    private final String name;
    private final String shortName;
    private final boolean foreign;
    private final Supplier<Format> format;
    private final Consumer<byte[]> out;

    /** @param format the one in force, asked for with each record */
    LineLogger(String name, Supplier<Format> format, Consumer<byte[]> out) {
        this.name = name;
        this.shortName = Line.shortName(name);
        this.foreign = Log.isForeign(name);
        this.format = format;
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
            print(format.get().of(level, shortName, translated(bundle, message), thrown));
        }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String pattern, Object... arguments) {
        if (isLoggable(level)) {
            print(format.get().of(level, shortName, Line.filled(translated(bundle, pattern), arguments), null));
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
