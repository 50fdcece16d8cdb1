package io.dcms.runtime.json;

import java.util.Objects;

/**
 * A JSON number, kept as it was written so that nothing is lost.
 *
 * @param text its characters
 * @param line the line in which it stands
 */
public record JsonNumber(String text, int line) implements JsonValue {

    public JsonNumber {
        Objects.requireNonNull(text, "text");
    }

    /** Whether {@link #longValue} answers: it is written without fraction and exponent, and is in the range of a long. */
    public boolean isWhole() {
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * The number, exactly.
     *
     * @throws ArithmeticException if it is not {@linkplain #isWhole() whole}, naming it and the range
     */
    public long longValue() {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ArithmeticException(text + " is no whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
        }
    }

    @Override
    public String kind() {
        return "a number";
    }
}
