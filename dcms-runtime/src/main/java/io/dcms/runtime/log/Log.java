package io.dcms.runtime.log;

import java.lang.System.Logger.Level;
import java.util.List;

/** How much is printed. Used by any thread. */
public final class Log {
    private static final List<String> FOREIGN = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private static volatile Level threshold = Level.INFO;

    private Log() {
    }

    /**
     * Prints from now on what {@code -verbose} asks for: {@code debug}, {@code info} or {@code warning} and what is more
     * severe, or for {@code fatal} errors alone. The JDK's own loggers print warnings and errors only, unless it is
     * {@code debug}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static void level(String verbose) {
        threshold = switch (verbose) {
            case "debug" -> Level.DEBUG;
            case "info" -> Level.INFO;
            case "warning" -> Level.WARNING;
            case "fatal" -> Level.ERROR;
            default -> throw new IllegalArgumentException("verbose is \"" + verbose + "\": give debug, info, warning or fatal");
        };
    }

    static boolean prints(Level level, boolean foreign) {
        if (level == Level.OFF || level == Level.ALL) {
            return false;
        }
        Level least = threshold;
        boolean calmed = foreign && least == Level.INFO;
        return level.compareTo(calmed ? Level.WARNING : least) >= 0;
    }

    static boolean isForeign(String logger) {
        return FOREIGN.stream().anyMatch(logger::startsWith);
    }
}
