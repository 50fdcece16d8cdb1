package io.dcms.runtime.rest;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.dcms.runtime.access.Access;
import io.dcms.runtime.access.Caller;
import io.dcms.runtime.access.Role;
import io.dcms.runtime.fleet.OnBehalf;
import io.dcms.runtime.fleet.Peers;
import io.dcms.runtime.text.OneLine;
import java.util.List;
import java.util.Optional;

/**
 * Lets calls in, or not. A call needs a token in its {@code Authorization}, or the cookie of a session, if the agent asks for tokens;
 * and whoever shows no token in a header may be a browser that does what some page wants: its call must name this agent in
 * {@code Host}, and come from the agent's own page if it comes from one.
 */
final class Door {

    private static final String BEARER = "Bearer ";
    private static final int LONGEST_NAME = 100;

    private final Access access;
    private final String scheme;

    /** @param scheme {@code http} or {@code https} */
    Door(Access access, String scheme) {
        this.access = access;
        this.scheme = scheme;
    }

    /**
     * Who calls.
     *
     * @throws HttpProblem 401 without a token that is known, 403 for what a page may not do, 421 for a name that is not
     *                     the agent's
     */
    Caller admit(HttpExchange exchange, Routes.Needs needs) throws HttpProblem {
        Headers headers = exchange.getRequestHeaders();
        String authorization = headers.getFirst("Authorization");
        boolean showsToken = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (!showsToken || !access.asksForTokens()) {
            requireOurName(headers);
        }
        requireOwnPage(headers, isChange(exchange));
        if (needs == Routes.Needs.NOTHING) {
            return Caller.NOBODY;
        }
        Optional<Caller> caller = showsToken ? access.byToken(authorization.substring(BEARER.length()).strip()) : byCookie(headers);
        if (caller.isEmpty()) {
            throw new HttpProblem(401, showsToken ? "the agent does not know this token"
                    : "the agent asks for a token: send it as Authorization: Bearer <token>");
        }
        return speaker(caller.get(), headers);
    }

    /** @throws HttpProblem 403 if this is not for somebody who may only look; said apart, as the audit knows by then who it is */
    static void requireRight(Caller caller, Routes.Needs needs) throws HttpProblem {
        if (needs == Routes.Needs.CONTROL && !caller.mayChange()) {
            throw new HttpProblem(403, "the token \"" + caller.name() + "\" may only look: this takes one with the role control");
        }
    }

    /** Whether a call may change something. */
    static boolean isChange(HttpExchange exchange) {
        return isChange(exchange.getRequestMethod());
    }

    static boolean isChange(String method) {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    /**
     * Says to whom a call has come that is for another, without a name: nobody is let in yet.
     *
     * @throws HttpProblem 421
     */
    static void requireMeant(HttpExchange exchange, String host) throws HttpProblem {
        String meant = exchange.getRequestHeaders().getFirst(Peers.TO);
        if (meant != null && !meant.equals(Peers.encoded(host))) {
            throw new HttpProblem(421, "this is not the agent of " + shown(meant));
        }
    }

    /** Says who answers to somebody who is let in and has said who is meant. */
    static void sayWho(HttpExchange exchange, String host) {
        if (exchange.getRequestHeaders().containsKey(Peers.TO)) {
            exchange.getResponseHeaders().set(Peers.HOST, Peers.encoded(host));
        }
    }

    /** An agent calls for somebody, and is nobody itself. */
    private static Caller speaker(Caller caller, Headers headers) throws HttpProblem {
        if (caller.role() != Role.FLEET) {
            return caller;
        }
        Optional<OnBehalf> whom = OnBehalf.parse(headers.getFirst(OnBehalf.HEADER));
        if (whom.isEmpty() || headers.getFirst(Peers.TO) == null) {
            throw new HttpProblem(403, "the token \"" + caller.name() + "\" is for agents that pass calls on: this takes one with the role"
                    + " read or control");
        }
        return whom.get().through(caller.name());
    }

    private Optional<Caller> byCookie(Headers headers) {
        return access.asksForTokens() ? SessionCookie.find(headers).flatMap(access.sessions()::find) : Optional.of(Caller.ANYBODY);
    }

    private void requireOurName(Headers headers) throws HttpProblem {
        String host = headers.getFirst("Host");
        if (headers.getOrDefault("Host", List.of()).size() > 1) {
            throw HttpProblem.badRequest("there are two headers Host");
        }
        if (!access.names().has(host)) {
            throw new HttpProblem(421, "this agent is not called \"" + shown(host) + "\": use an address, or one of "
                    + access.names() + "; -names adds others");
        }
    }

    /** Browsers say from which page a call comes, if it is more than following a link. */
    private void requireOwnPage(Headers headers, boolean changes) throws HttpProblem {
        String origin = headers.getFirst("Origin");
        if (origin != null && !origin.equalsIgnoreCase(scheme + "://" + headers.getFirst("Host"))) {
            throw new HttpProblem(403, "a web page of \"" + shown(origin) + "\" can't call this agent: its header Origin says so");
        }
        String site = headers.getFirst("Sec-Fetch-Site");
        boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
        if (foreign && (changes || !"navigate".equals(headers.getFirst("Sec-Fetch-Mode")))) {
            throw new HttpProblem(403, "a web page of another site can't call this agent: its header Sec-Fetch-Site says so");
        }
    }

    private static String shown(String text) {
        String line = OneLine.of(text);
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "...";
    }
}
