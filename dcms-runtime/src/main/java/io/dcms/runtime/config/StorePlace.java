package io.dcms.runtime.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells where one store is from where another is, without a secret. Pure. */
final class StorePlace {

    /** {@code user:password@tcp(host:port)/database?parameters}: the password may hold anything. */
    private static final Pattern DSN = Pattern.compile("(?:.*@)?(\\w*\\([^()@]*\\)[^?@]*)(?:\\?.*)?", Pattern.DOTALL);
    /** {@code jdbc:mysql://user:password@host:port/database?parameters}. */
    private static final Pattern URL = Pattern.compile("(jdbc:[\\w:+]+//)(?:.*@)?([^@/?]+/[^?@]*)(?:\\?.*)?", Pattern.DOTALL);

    private StorePlace() {
    }

    /**
     * A digest that is the same for the same place, whatever user, password and parameters are given for it. What is no DSN
     * and no URL is a place as a whole.
     */
    static String digest(String store, String db) {
        return HexFormat.of().formatHex(sha256().digest((store + "\n" + place(db)).getBytes(StandardCharsets.UTF_8)));
    }

    private static String place(String db) {
        Matcher dsn = DSN.matcher(db);
        if (dsn.matches()) {
            return dsn.group(1);
        }
        Matcher url = URL.matcher(db);
        return url.matches() ? url.group(1) + url.group(2) : db;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
