package io.dcms.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * Typed settings of one plugin, by key without the plugin's name. Each key that is asked for counts as known, and a key that
 * was set but that nobody asked for is an error when the agent starts: so ask for all of them in {@code create}.
 */
public interface Settings {

    /** The text of a key, surrounding blanks removed; empty if it was not set. */
    Optional<String> text(String key);

    /** How an operator knows this key, for error messages: its full name and where it was set. */
    String describe(String key);

    /** The text of a key, or {@code fallback} if it was not set. */
    default String text(String key, String fallback) {
        return text(key).orElse(fallback);
    }

    /**
     * The text of a key that must be set.
     *
     * @throws ConfigException if it was not set or is empty; {@code accepted} says what it may hold
     */
    default String required(String key, String accepted) throws ConfigException {
        String value = text(key, "");
        if (value.isEmpty()) {
            throw new ConfigException(describe(key), "", accepted);
        }
        return value;
    }

    /**
     * A whole number.
     *
     * @throws ConfigException if it is no whole number from {@code min} to {@code max}
     */
    default long number(String key, long fallback, long min, long max) throws ConfigException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, together with a number out of range
        }
        throw new ConfigException(describe(key), text.get(), "a whole number from " + min + " to " + max);
    }

    /**
     * A time given in whole seconds.
     *
     * @throws ConfigException if it is no whole number from {@code min} to {@code max} seconds
     */
    default Duration seconds(String key, Duration fallback, Duration min, Duration max) throws ConfigException {
        return Duration.ofSeconds(number(key, fallback.toSeconds(), min.toSeconds(), max.toSeconds()));
    }

    /**
     * {@code true} or {@code false}.
     *
     * @throws ConfigException if it is anything else
     */
    default boolean flag(String key, boolean fallback) throws ConfigException {
        String value = text(key, String.valueOf(fallback));
        switch (value) {
            case "true":
                return true;
            case "false":
                return false;
            default:
                throw new ConfigException(describe(key), value, "true or false");
        }
    }
}
