package io.dcms.runtime.text;

/** Makes foreign text harmless where a line is a record: in logs, tables and error messages. */
public final class OneLine {

    private OneLine() {
    }

    /**
     * The text with everything escaped that could end a line, steer a terminal or hide what stands there: control characters,
     * line separators, marks that turn the direction of writing, and halves of surrogate pairs. All else stays as it is, a
     * backslash too, so this is for readers and can't be undone.
     */
    public static String of(String text) {
        int harmless = 0;
        while (harmless < text.length() && isHarmless(text, harmless)) {
            harmless++;
        }
        if (harmless == text.length()) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length() + 16).append(text, 0, harmless);
        for (int at = harmless; at < text.length(); at++) {
            if (isHarmless(text, at)) {
                line.append(text.charAt(at));
            } else {
                appendEscaped(line, text.charAt(at));
            }
        }
        return line.toString();
    }

    private static boolean isHarmless(String text, int at) {
        char c = text.charAt(at);
        if (c < 0x7f) {
            return c >= ' ';
        }
        if (Character.isSurrogate(c)) {
            return isPaired(text, at);
        }
        boolean control = c <= 0x9f;
        boolean separator = c == 0x2028 || c == 0x2029;
        boolean turns = c == 0x200e || c == 0x200f || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
        return !control && !separator && !turns;
    }

    private static boolean isPaired(String text, int at) {
        char c = text.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }

    private static void appendEscaped(StringBuilder line, char c) {
        switch (c) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                line.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    line.append(Character.forDigit(c >> shift & 0xf, 16));
                }
            }
        }
    }
}
