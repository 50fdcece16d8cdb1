package io.dcms.runtime.log;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** How much is printed, and how it is written. Used by any thread. */
public final class Log {
    private static final List<String> FOREIGN = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private static final int WAITING_RECORDS = 10_000;

    /** The least severe that is printed, by the words of {@code -verbose}. */
    private static final Map<String, Level> LEVELS = Map.of("fatal", Level.ERROR, "warning", Level.WARNING, "info", Level.INFO,
            "debug", Level.DEBUG);

    private static volatile String verbose = "info";
    private static volatile Level threshold = Level.INFO;
    /** What {@link #toggleDebug} goes back to. */
    private static String beforeDebug = "info";
    private static volatile Format format = new Line(InstantSource.system(), ZoneId.systemDefault());
    private static BackgroundPrinter background;

    private Log() {
    }

    /**
     * Prints from now on what {@code -verbose} asks for: {@code debug}, {@code info} or {@code warning} and what is more
     * severe, or for {@code fatal} errors alone. The JDK's own loggers print warnings and errors at most: the rest would
     * drown what the agent says.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static synchronized void level(String wanted) {
        if (!LEVELS.containsKey(wanted)) {
            throw new IllegalArgumentException("verbose is \"" + wanted + "\": give debug, info, warning or fatal");
        }
        if (!verbose.equals("debug")) {
            beforeDebug = verbose;
        }
        threshold = LEVELS.get(wanted);
        verbose = wanted;
    }

    /** The level in force, by its word. */
    public static String level() {
        return verbose;
    }

    /**
     * Sets the level at the wish of somebody, and prints a record that says so whatever the level is.
     *
     * @param who such as {@code "PUT /log_level from 127.0.0.1"}
     * @return false if there is no such level: nothing has changed
     */
    public static synchronized boolean level(String wanted, String who) {
        if (!LEVELS.containsKey(wanted)) {
            return false;
        }
        level(wanted);
        StandardOutput.printInAnyCase(format.of(Level.INFO, "log", who + ": the log level is " + wanted + " from now on", null));
        return true;
    }

    /** Sets the level to debug, or, if it is that, to what it was before; a record says which. */
    public static synchronized void toggleDebug(String who) {
        level(verbose.equals("debug") ? beforeDebug : "debug", who);
    }

    /**
     * Writes records from now on as {@code -log_format} asks for: {@code text} is for people, {@code json} for programs.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static void format(String name) {
        format = switch (name) {
            case "text" -> new Line(InstantSource.system(), ZoneId.systemDefault());
            case "json" -> new JsonLine(InstantSource.system());
            default -> throw new IllegalArgumentException("log_format is \"" + name + "\": give text or json");
        };
    }

    /**
     * Prints from now on without making anybody wait for the reader of standard output: for the agent, whose work must not
     * stop with it. {@link #flush} belongs before the end of the process.
     */
    public static synchronized void inBackground() {
        if (background == null) {
            background = new BackgroundPrinter(StandardOutput::print, WAITING_RECORDS, Log::lost);
            background.start();
            StandardOutput.printBy(background);
        }
    }

    /** Waits, for two seconds at most, until all is printed. */
    public static synchronized void flush() {
        if (background != null) {
            background.flush(Duration.ofSeconds(2));
        }
    }

    /** The one in force. */
    static Format format() {
        return format;
    }

    private static byte[] lost(long records) {
        return format.lost(records).getBytes(StandardCharsets.UTF_8);
    }

    static boolean prints(Level level, boolean foreign) {
        if (level == Level.OFF || level == Level.ALL) {
            return false;
        }
        Level least = threshold;
        boolean calmed = foreign && least.compareTo(Level.WARNING) < 0;
        return level.compareTo(calmed ? Level.WARNING : least) >= 0;
    }

    static boolean isForeign(String logger) {
        return FOREIGN.stream().anyMatch(logger::startsWith);
    }
}
