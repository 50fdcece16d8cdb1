package io.dcms.runtime.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What an agent shows to others of its token: something else to each, from which neither the token nor the rest follows. Pure. */
public final class FleetToken {

    private static final String ALGORITHM = "HmacSHA256";

    private FleetToken() {
    }

    /** What is shown to the agent of a host, and known by it: the HMAC of its name by SHA-256, in hex. */
    public static String shownTo(String host, String token) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(("dcms fleet " + host).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
