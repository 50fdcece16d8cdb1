package io.dcms.runtime.rest;

import com.sun.net.httpserver.Headers;
import io.dcms.runtime.access.Sessions;
import java.util.List;
import java.util.Optional;

/** The cookie that holds the id of a browser's session. No script of a page can read it, and no other site's page sends it. */
final class SessionCookie {

    private static final String NAME = "dcms_session=";

    private SessionCookie() {
    }

    /** What a browser sent. */
    static Optional<String> find(Headers headers) {
        for (String header : headers.getOrDefault("Cookie", List.of())) {
            for (String cookie : header.split(";")) {
                if (cookie.strip().startsWith(NAME)) {
                    return Optional.of(cookie.strip().substring(NAME.length()));
                }
            }
        }
        return Optional.empty();
    }

    /** @param secure true = it is sent over TLS alone */
    static String of(String id, boolean secure) {
        return NAME + id + attributes(Sessions.LONGEST.toSeconds(), secure);
    }

    /** Has the browser forget it. */
    static String none(boolean secure) {
        return NAME + attributes(0, secure);
    }

    private static String attributes(long seconds, boolean secure) {
        return "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + seconds + (secure ? "; Secure" : "");
    }
}
