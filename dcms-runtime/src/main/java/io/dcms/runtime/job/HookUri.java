package io.dcms.runtime.job;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the {@code hook} of a job. Its texts were written for Go's URL parser, which takes blanks, bars, braces, brackets in
 * the path, and any other character beyond US-ASCII; they are percent-encoded here as a browser would.
 */
final class HookUri {

    private static final String LEGAL = "-._~:/?#[]@!$&'()*+,;=%";
    /** Scheme and authority, then the path. */
    private static final Pattern PARTS = Pattern.compile("([^/?#]*(?://[^/?#]*)?)([^?#]*)");

    private HookUri() {
    }

    /** @throws URISyntaxException if it is no absolute URI even so */
    static URI parse(String text) throws URISyntaxException {
        URI uri = new URI(encoded(text));
        if (uri.getScheme() == null) {
            throw new URISyntaxException(text, "no scheme");
        }
        return uri;
    }

    private static String encoded(String text) {
        Matcher parts = PARTS.matcher(text);
        parts.lookingAt();
        // Java's URI knows brackets around an IPv6 address and in a query, but in no path.
        return encoded(parts.group(1), "") + encoded(parts.group(2), "[]") + encoded(text.substring(parts.end()), "");
    }

    private static String encoded(String text, String illegal) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 0x80 && (Character.isLetterOrDigit(c) || LEGAL.indexOf(c) >= 0) && illegal.indexOf(c) < 0) {
                out.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    out.append('%').append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                            .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
                }
            }
        });
        return out.toString();
    }
}
