package io.dcms.runtime.rest;

import com.sun.net.httpserver.HttpExchange;
import io.dcms.runtime.access.Audit;
import io.dcms.runtime.access.Caller;
import java.util.List;
import java.util.Set;

/** One call as the audit sees it: who makes it, what it does and what comes of it. Belongs to one thread. */
final class Visit {

    private static final int LONGEST = 200;
    private static final Set<String> FIRST_CALLS = Set.of("GET /login", "GET /events");

    private final HttpExchange exchange;
    private final Audit audit;
    private final Strangers strangers;
    /** Nobody until the call is let in. */
    Caller caller = Caller.NOBODY;
    private Call call;

    Visit(HttpExchange exchange, Audit audit, Strangers strangers) {
        this.exchange = exchange;
        this.audit = audit;
        this.strangers = strangers;
    }

    Call call(List<String> variables, byte[] body) throws HttpProblem {
        call = new Call(exchange, caller, variables, body, this::done);
        return call;
    }

    /** Before the caller is told: who knows that something is done finds it in the audit. */
    private void done() {
        if (Door.isChange(exchange)) {
            audit.add(Call.address(exchange), caller.name(), what(), call == null ? "done" : call.result());
        }
    }

    void refused(HttpProblem problem) {
        if (caller == Caller.NOBODY && !asksWhetherToLogIn()) {
            strangers.refused(Call.address(exchange), what(), problem);
        } else if (caller != Caller.NOBODY && Door.isChange(exchange)) {
            audit.add(Call.address(exchange), caller.name(), what(), problem.status + " " + problem.getMessage());
        }
    }

    /** The dashboard begins so for everybody who has no session yet: nobody's attempt to get in. */
    private boolean asksWhetherToLogIn() {
        return FIRST_CALLS.contains(what()) && !exchange.getRequestHeaders().containsKey("Authorization");
    }

    void unread(UnreadBody body) {
        strangers.unread(Call.address(exchange), what(), body);
    }

    private String what() {
        if (call != null && !call.does().isEmpty()) {
            return call.does();
        }
        // Not the query: who makes a mistake may have put a token there.
        String path = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        return path.length() <= LONGEST ? path : path.substring(0, LONGEST) + "...";
    }
}
