package io.dcms.runtime.rest;

import com.sun.net.httpserver.HttpExchange;
import io.dcms.runtime.access.Caller;
import io.dcms.runtime.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One call: what was asked, and how to answer. Belongs to one thread. */
final class Call {

    private static final int PIECE = 1 << 16;
    /** Scripts, styles and calls of our own alone, and no other page may show it within itself. */
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final HttpExchange exchange;
    private final List<String> variables;
    private final Map<String, String> query;
    private final byte[] body;
    private final Caller caller;
    private final Runnable answering;
    private String done = "";
    private String result = "done";

    /**
     * @param caller    who makes it
     * @param variables what stands in the path where the route has a variable, in order
     * @param body      what came with it, if the route looks at it
     * @param answering what is to be done before anything is answered
     */
    Call(HttpExchange exchange, Caller caller, List<String> variables, byte[] body, Runnable answering) throws HttpProblem {
        this.exchange = exchange;
        this.caller = caller;
        this.variables = variables;
        this.body = body;
        this.answering = answering;
        this.query = parse(exchange.getRequestURI().getRawQuery());
    }

    /** What came with it; not to be changed. */
    byte[] body() {
        return body;
    }

    boolean hasBody() {
        return body.length > 0;
    }

    /** The n-th variable of the path, from 0. */
    String variable(int n) {
        return variables.get(n);
    }

    /** The job id that the path names. */
    long jobId() throws HttpProblem {
        String text = variables.get(0);
        try {
            if (text.matches("[0-9]{1,19}")) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // Nineteen digits may be more than a bigint holds.
        }
        throw HttpProblem.badRequest("\"" + text + "\" is no job id: give a whole number from 0 to " + Long.MAX_VALUE);
    }

    /** Whether the query has this name. */
    boolean has(String name) {
        return query.containsKey(name);
    }

    /** A number of the query. */
    long number(String name, long fallback, long min, long max) throws HttpProblem {
        String text = query.get(name);
        if (text == null) {
            return fallback;
        }
        if (text.matches("[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw HttpProblem.badRequest(name + "=" + text + ": give a whole number from " + min + " to " + max);
    }

    /** A moment of the query: unix seconds, {@code 90s}, {@code 30m}, {@code 24h} or {@code 7d} before now, or as ISO 8601 has it. */
    Instant moment(String name, Instant fallback, Instant now) throws HttpProblem {
        String text = query.get(name);
        if (text == null) {
            return fallback;
        }
        try {
            if (text.matches("[0-9]{1,11}")) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            if (text.matches("[0-9]{1,9}[smhd]")) {
                long unit = switch (text.charAt(text.length() - 1)) {
                    case 's' -> 1;
                    case 'm' -> 60;
                    case 'h' -> 3600;
                    default -> 86_400;
                };
                return now.minusSeconds(unit * Long.parseLong(text, 0, text.length() - 1, 10));
            }
            // In a query, a plus means a blank.
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            throw HttpProblem.badRequest(name + "=" + text + ": give unix seconds, how long ago (90s, 30m, 24h, 7d), or a time with"
                    + " its offset (2024-05-01T12:00:00Z)");
        }
    }

    /** A yes or no of the query; {@code name} alone means yes. */
    boolean flag(String name) throws HttpProblem {
        String text = query.getOrDefault(name, "false");
        if (!text.equals("true") && !text.equals("false") && !text.isEmpty()) {
            throw HttpProblem.badRequest(name + "=" + text + ": give true or false");
        }
        return !text.equals("false");
    }

    /** A word of the query, or of a body of the same form; empty if it is in neither. */
    Optional<String> word(String name) throws HttpProblem {
        String inQuery = query.get(name);
        return inQuery == null ? formWord(name) : Optional.of(inQuery);
    }

    /** A word of a body that has the form of a query: what stands there is in no log of anybody between. */
    Optional<String> formWord(String name) throws HttpProblem {
        return Optional.ofNullable(parse(new String(body, StandardCharsets.UTF_8).strip()).get(name));
    }

    /** Whether only the headers of the answer are wanted. */
    boolean isHead() {
        return isHead(exchange);
    }

    Caller caller() {
        return caller;
    }

    /** Whether whoever has begun to look would be let in now, too. */
    boolean isStillAdmitted(Door door) {
        try {
            door.admit(exchange, Routes.Needs.READ);
            return true;
        } catch (HttpProblem e) {
            return false;
        }
    }

    /** Who calls and from where, for logs and reasons. */
    String who() {
        return caller == Caller.ANYBODY ? address(exchange) : caller.name() + " (" + address(exchange) + ")";
    }

    static String address(HttpExchange exchange) {
        return exchange.getRemoteAddress().getAddress().getHostAddress();
    }

    /** Says for the audit what the call does, in better words than its method and path. */
    void does(String what) {
        done = what;
    }

    /** What was said of that; empty if nothing was. */
    String does() {
        return done;
    }

    /** The id of the session in whose name a browser calls. */
    Optional<String> session() {
        return SessionCookie.find(exchange.getRequestHeaders());
    }

    void setHeader(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /** Answers {@code {"ret":0,"data":...}} with data that is ready-made JSON. */
    void answer(String data) throws IOException {
        send(200, ("{\"ret\":0,\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8));
    }

    /** Answers the same with 201: there is something new at this path. */
    void answerCreated(String location, String data) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        send(201, ("{\"ret\":0,\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8));
    }

    /** Answers {@code {"ret":0,"data":"..."}}. */
    void answerText(String text) throws IOException {
        answer(new JsonWriter().value(text).toString());
    }

    /** Answers with a whole ready-made body. */
    void answer(byte[] body) throws IOException {
        send(200, body);
    }

    /** Answers with a whole text that is no JSON. */
    void answerAs(String type, String text) throws IOException {
        answering.run();
        send(exchange, 200, type, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Answers with a file of the dashboard: of all that is sent the one kind that a browser shows and runs.
     *
     * @param keep whether what the address leads to will never be another file
     */
    void answer(boolean keep, PageFile file) throws IOException {
        answering.run();
        commonHeaders(exchange, file.type());
        setHeader("Content-Security-Policy", PAGE_POLICY);
        setHeader("Cache-Control", keep ? "max-age=31536000, immutable" : "no-cache");
        setHeader("ETag", file.tag());
        setHeader("Vary", "Accept-Encoding");
        if (file.tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        String encodings = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        boolean gzip = encodings != null && encodings.contains("gzip");
        if (gzip) {
            setHeader("Content-Encoding", "gzip");
        }
        sendBody(exchange, 200, gzip ? file.gzipped() : file.plain());
    }

    /** Answers a call that went wrong before or after it was understood; does nothing if an answer has begun. */
    static void failed(HttpExchange exchange, HttpProblem problem) throws IOException {
        if (exchange.getResponseCode() >= 0) {
            return;
        }
        if (!problem.allow.isEmpty()) {
            exchange.getResponseHeaders().set("Allow", problem.allow);
        }
        if (problem.status == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        }
        String json = new JsonWriter().object().field("ret", problem.status).field("msg", problem.getMessage()).end().toString();
        send(exchange, problem.status, json.getBytes(StandardCharsets.UTF_8));
    }

    void answer(int status, String json) throws IOException {
        send(status, json.getBytes(StandardCharsets.UTF_8));
    }

    /** What comes of it, for the audit. */
    String result() {
        return result;
    }

    void result(String text) {
        result = text;
    }

    String method() {
        return exchange.getRequestMethod();
    }

    /** A header of the call; empty if it has none of this name. */
    String header(String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** As it was sent; empty if there is none. */
    String rawQuery() {
        String raw = exchange.getRequestURI().getRawQuery();
        return raw == null ? "" : raw;
    }

    String address() {
        return address(exchange);
    }

    /**
     * Begins an answer in plain text.
     *
     * @param length in bytes; negative if it is not known yet
     */
    OutputStream beginText(long length) throws IOException {
        return begin(200, "text/plain; charset=utf-8", length);
    }

    /** Begins an answer of server-sent events, whose end is not known. */
    OutputStream beginEvents() throws IOException {
        return begin(200, "text/event-stream", -1);
    }

    /** Begins an answer; see {@link #beginText}. */
    OutputStream begin(int status, String type, long length) throws IOException {
        answering.run();
        commonHeaders(exchange, type);
        if (isHead()) {
            sendHead(exchange, status, length);
            return OutputStream.nullOutputStream();
        }
        // To the server, 0 means "unknown" and -1 means "none".
        exchange.sendResponseHeaders(status, length == 0 ? -1 : Math.max(0, length));
        return length == 0 ? OutputStream.nullOutputStream() : exchange.getResponseBody();
    }

    private void send(int status, byte[] body) throws IOException {
        answering.run();
        send(exchange, status, body);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        send(exchange, status, "application/json; charset=utf-8", body);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        commonHeaders(exchange, type);
        sendBody(exchange, status, body);
    }

    private static void sendBody(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (isHead(exchange)) {
            sendHead(exchange, status, body.length);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        OutputStream out = exchange.getResponseBody();
        // In pieces: each thread keeps memory outside of the heap for the largest that it has ever sent at once.
        for (int sent = 0; sent < body.length; sent += PIECE) {
            out.write(body, sent, Math.min(PIECE, body.length - sent));
        }
        // Closed here: the answer is on its way before the server waits for what may still come of the request. Not if the
        // write fails: LogStream says why.
        out.close();
    }

    private static void sendHead(HttpExchange exchange, int status, long length) throws IOException {
        if (length >= 0) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
        }
        exchange.sendResponseHeaders(status, -1);
    }

    private static boolean isHead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("HEAD");
    }

    private static void commonHeaders(HttpExchange exchange, String type) {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        // Whatever a job is named or prints: a browser makes nothing of it, and no page can show it within itself.
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
    }

    private static Map<String, String> parse(String rawQuery) throws HttpProblem {
        Map<String, String> query = new LinkedHashMap<>();
        if (rawQuery == null) {
            return query;
        }
        try {
            for (String pair : rawQuery.split("&")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                query.put(URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("the query can't be decoded: " + e.getMessage());
        }
        return query;
    }
}
