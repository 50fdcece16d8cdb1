package io.dcms.runtime.rest;

import io.dcms.runtime.json.JsonWriter;
import java.io.IOException;

/** {@code /health}, {@code /metrics}, {@code /version} and {@code /log_level}. */
final class AgentResource {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private static final String LEVELS = "debug, info, warning or fatal";

    private final Control control;

    AgentResource(Control control) {
        this.control = control;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/health", this::health)
                .add("GET", "/metrics", call -> call.answerAs(PROMETHEUS, control.metrics()))
                .add("GET", "/version", this::version)
                .add("GET", "/log_level", this::logLevel)
                .addWithBody("PUT", "/log_level", this::setLogLevel);
    }

    /** 200 when it is ready, else 503 with what is wrong in {@code msg}; {@code data} is the same in both. */
    private void health(Call call) throws IOException {
        Control.Health health = control.health();
        JsonWriter json = new JsonWriter().object().field("ret", health.ready() ? 0 : 503);
        if (!health.ready()) {
            json.field("msg", String.join("; ", health.problems()));
        }
        json.name("data");
        HealthJson.write(json, health, control.snapshot());
        call.answer(health.ready() ? 200 : 503, json.end().toString());
    }

    private void logLevel(Call call) throws IOException {
        call.answer(new JsonWriter().object().field("level", control.logLevel()).end().toString());
    }

    private void setLogLevel(Call call) throws IOException, HttpProblem {
        String level = call.word("level").orElseThrow(() -> HttpProblem.badRequest("level is missing: give " + LEVELS
                + ", as in /log_level?level=debug"));
        if (!control.logLevel(level, call.who())) {
            throw HttpProblem.badRequest("level=" + level + ": give " + LEVELS);
        }
        call.does("set the log level to " + level);
        logLevel(call);
    }

    private void version(Call call) throws IOException {
        call.answer(new JsonWriter().object()
                .field("version", control.version())
                .field("host", control.host())
                .field("java", Runtime.version().toString())
                .field("pid", ProcessHandle.current().pid())
                .end().toString());
    }
}
