package io.dcms.runtime.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/** The tokens that an agent accepts. Immutable; holds their digests alone. */
public final class Tokens {

    private final List<Known> known;

    /** A token and whose it is. */
    private record Known(byte[] digest, Caller caller) {
    }

    /** What a token file says of one. */
    record Entry(String token, Caller caller) {
    }

    Tokens(List<Entry> entries, String host) {
        known = entries.stream().map(entry -> new Known(digest(shown(entry, host)), entry.caller())).toList();
    }

    /** Other agents show their tokens to nobody. */
    private static String shown(Entry entry, String host) {
        return entry.caller().role() == Role.FLEET ? FleetToken.shownTo(host, entry.token()) : entry.token();
    }

    /** Whose token this is. Looks at all of them and takes as long for each text of one length. */
    public Optional<Caller> find(String token) {
        byte[] digest = digest(token);
        Caller found = null;
        for (Known each : known) {
            if (MessageDigest.isEqual(each.digest, digest)) {
                found = each.caller;
            }
        }
        return Optional.ofNullable(found);
    }

    /** How many there are. */
    public int size() {
        return known.size();
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
