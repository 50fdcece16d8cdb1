package io.dcms.runtime.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Reads a written-out address without asking a name server, which may be away or lie. */
final class Address {

    private Address() {
    }

    /** The IPv4 or IPv6 address that the text writes out, or that of {@code localhost}; empty for anything else. */
    static Optional<InetAddress> of(String text) {
        String written = text.equals("localhost") ? "127.0.0.1" : text;
        if (!isVersion4(written) && !mayBeVersion6(written)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(written));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static boolean isVersion4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !isAllDigits(part) || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** What begins with a hexadecimal digit or a colon and has a colon is never looked up as a name. */
    private static boolean mayBeVersion6(String text) {
        return text.indexOf(':') >= 0 && (text.charAt(0) == ':' || Character.digit(text.charAt(0), 16) >= 0);
    }
}
