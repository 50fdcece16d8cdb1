package io.dcms.runtime.rest;

import io.dcms.runtime.access.Access;
import io.dcms.runtime.access.Caller;
import io.dcms.runtime.access.Role;
import io.dcms.runtime.json.JsonWriter;
import java.io.IOException;

/** {@code /login}: gives a browser that shows a token a session in its place, and {@code /logout} ends it. */
final class LoginResource {

    private final Access access;
    private final boolean secure;

    /** @param secure whether the server speaks TLS */
    LoginResource(Access access, boolean secure) {
        this.access = access;
        this.secure = secure;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/login", this::show)
                .add("POST", "/login", this::login, Routes.Needs.NOTHING, true)
                .add("POST", "/logout", this::logout, Routes.Needs.READ, false);
    }

    /** Who one is, for a page that shows what one may do. */
    private void show(Call call) throws IOException {
        call.answer(json(call.caller()));
    }

    private void login(Call call) throws IOException, HttpProblem {
        String token = call.formWord("token").orElseThrow(() -> HttpProblem.badRequest("token is missing"));
        Caller caller = access.byToken(token).orElseThrow(() -> new HttpProblem(401, "the agent does not know this token"));
        if (caller.role() == Role.FLEET) {
            throw new HttpProblem(403, "the token \"" + caller.name() + "\" is for agents that pass calls on: nobody logs in with it");
        }
        if (access.asksForTokens()) {
            call.setHeader("Set-Cookie", SessionCookie.of(access.sessions().open(caller), secure));
        }
        call.does("log in as " + caller.name());
        call.answer(json(caller));
    }

    private void logout(Call call) throws IOException {
        call.session().ifPresent(access.sessions()::close);
        call.setHeader("Set-Cookie", SessionCookie.none(secure));
        call.does("log out");
        call.answer(json(call.caller()));
    }

    private static String json(Caller caller) {
        return new JsonWriter().object().field("name", caller.name()).field("control", caller.mayChange()).end().toString();
    }
}
