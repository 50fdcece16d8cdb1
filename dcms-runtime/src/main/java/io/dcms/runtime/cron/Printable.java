package io.dcms.runtime.cron;

/** Brings text of unknown origin into a message of one line. */
public final class Printable {

    private static final int LIMIT = 200;

    private Printable() {
    }

    /**
     * The text between double quotes. Whatever is not printable ASCII is escaped as in Java source, so that line breaks,
     * terminal sequences and look-alikes can be seen; of more than 200 characters the rest is left out.
     */
    public static String quote(String text) {
        return '"' + show(text) + '"';
    }

    /** The same without quotes. */
    static String show(String text) {
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.chars().limit(LIMIT).forEach(character -> append(shown, (char) character));
        return shown.append(text.length() > LIMIT ? "..." : "").toString();
    }

    private static void append(StringBuilder shown, char character) {
        switch (character) {
            case '\t' -> shown.append("\\t");
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\f' -> shown.append("\\f");
            default -> {
                if (character >= ' ' && character <= '~') {
                    shown.append(character);
                } else {
                    shown.append(String.format("\\u%04x", (int) character));
                }
            }
        }
    }
}
