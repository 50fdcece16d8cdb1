package io.dcms.runtime.cli;

import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Asks an agent over REST. By {@link HttpURLConnection}, which makes its first call in a tenth of the time that the newer client
 * takes, and that is most of what a command takes.
 */
final class AgentClient {

    static final String DEFAULT_URL = "http://127.0.0.1:8001";
    /** The environment variable that takes its place. */
    static final String VARIABLE = "DCMS_URL";

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** For somebody who waits at a key. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final int MOST_SHOWN = 200;
    private static final int MOST_OF_A_TROUBLE = 1 << 16;
    private static final byte[] NOTHING = new byte[0];

    private final String url;
    private final String host;
    private final Token token;
    private final Trust trust;
    private final Duration connect;
    private final Duration answer;

    /** @param host whose agent is meant, asked through the one at {@code url}; empty = that one itself */
    private AgentClient(String url, String host, Token token, Trust trust, Duration connect, Duration answer) {
        this.url = url;
        this.host = host;
        this.token = token;
        this.trust = trust;
        this.connect = connect;
        this.answer = answer;
    }

    /** One that soon gives up. */
    AgentClient hurried() {
        return new AgentClient(url, host, token, trust, AT_ONCE, AT_ONCE);
    }

    /** The client for the address and with the token that the options name, or else the environment; connects when asked. */
    static AgentClient of(Given given, Map<String, String> environment) throws CommandFailed {
        String named = environment.getOrDefault(VARIABLE, "");
        boolean isGiven = given.has(Option.URL);
        String url = isGiven ? given.value(Option.URL).orElseThrow() : named.isEmpty() ? DEFAULT_URL : named;
        Token token = Token.of(given, environment);
        if (given.value(Option.HOST).filter(String::isBlank).isPresent()) {
            throw new CommandFailed(CommandFailed.USAGE, Option.HOST.name() + " has no value: give the name of a host");
        }
        if (url.indexOf('@') >= 0) {
            throw new CommandFailed(CommandFailed.USAGE, (isGiven ? Option.URL.name() : VARIABLE)
                    + ": there is no name or password in an agent's address: give a token, see --token-file");
        }
        try {
            URI uri = new URI(url);
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (isHttp && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return new AgentClient(url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                        given.value(Option.HOST).orElse(""), token, Trust.of(given, environment, "https".equals(uri.getScheme())),
                        CONNECT, ANSWER);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new CommandFailed(CommandFailed.USAGE, (isGiven ? Option.URL.name() : VARIABLE) + " \"" + OneLine.of(url)
                + "\": give an address such as " + DEFAULT_URL);
    }

    /** The agent's address, and whose agent is asked through it if that is another. */
    String url() {
        return host.isEmpty() ? url : url + " for " + OneLine.of(host);
    }

    /**
     * The {@code data} of an answer.
     *
     * @param path with its query, encoded
     */
    Answer get(String path) throws CommandFailed {
        return send("GET", path, NOTHING, false);
    }

    /** The {@code data} of an answer that has some, whatever its status. */
    Answer getInAnyCase(String path) throws CommandFailed {
        return send("GET", path, NOTHING, true);
    }

    Answer send(String method, String path) throws CommandFailed {
        return send(method, path, NOTHING, false);
    }

    /** Sends a body, which must be JSON. */
    Answer send(String method, String path, byte[] body) throws CommandFailed {
        return send(method, path, body, false);
    }

    private Answer send(String method, String path, byte[] body, boolean inAnyCase) throws CommandFailed {
        try {
            HttpURLConnection connection = open(method, path, answer);
            connection.setRequestProperty("Accept", "application/json");
            if (!method.equals("GET")) {
                sendBody(connection, body);
            }
            int status = connection.getResponseCode();
            return data(status, body(connection), inAnyCase, body.length > 0);
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.UNREACHABLE, trouble(e));
        }
    }

    /** Copies a text as it comes, for as long as the agent sends it, or until nobody reads it any more. */
    void copy(String path, PrintStream to) throws CommandFailed {
        try {
            // A run may be silent for days.
            HttpURLConnection connection = open("GET", path, Duration.ZERO);
            int status = connection.getResponseCode();
            if (status != 200) {
                data(status, body(connection), false, false);
            }
            try (InputStream in = connection.getInputStream()) {
                long copied = copy(in, to);
                if (copied < connection.getContentLengthLong()) {
                    throw new IOException("it sent " + copied + " of " + connection.getContentLengthLong() + " bytes");
                }
            }
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.UNREACHABLE, trouble(e));
        }
    }

    /** @return how many bytes it was; as if it were all if nobody reads them */
    private static long copy(InputStream in, PrintStream to) throws IOException {
        byte[] chunk = new byte[8192];
        long copied = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            to.write(chunk, 0, read);
            copied += read;
            if (to.checkError()) {
                return Long.MAX_VALUE;
            }
        }
        return copied;
    }

    private HttpURLConnection open(String method, String path, Duration read) throws IOException {
        // Straight to the agent: a proxy's idea of 127.0.0.1 is another machine.
        HttpURLConnection connection = (HttpURLConnection) URI.create(url + behindHost() + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) connect.toMillis());
        connection.setReadTimeout((int) read.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod(method);
        trust.addTo(connection);
        token.addTo(connection);
        return connection;
    }

    private String behindHost() {
        return host.isEmpty() ? "" : "/hosts/" + URLEncoder.encode(host, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** In streaming mode also where there is nothing to send: else the JDK may send it twice, and a job would run twice. */
    private static void sendBody(HttpURLConnection connection, byte[] body) throws IOException {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
    }

    private static String body(HttpURLConnection connection) throws IOException {
        InputStream error = connection.getErrorStream();
        if (error == null && connection.getResponseCode() >= 400) {
            return "";
        }
        try (InputStream in = error != null ? error : connection.getInputStream()) {
            byte[] bytes = error != null ? in.readNBytes(MOST_OF_A_TROUBLE) : in.readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private String trouble(IOException e) {
        String other = " (--url or " + VARIABLE + " names another)";
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return "nobody listens at " + url + ": is the agent running, and is that its address?" + other;
        }
        if (trust.isTrouble(e)) {
            return url + " is not trusted: " + OneLine.of(String.valueOf(e.getMessage())) + ": " + Trust.WHAT_TO_DO;
        }
        if (e instanceof UnknownHostException) {
            return "the host of " + url + " is not known" + other;
        }
        if (e instanceof SocketTimeoutException) {
            return url + " does not answer: " + e.getMessage();
        }
        return url + " can't be asked: " + OneLine.of(String.valueOf(e.getMessage()));
    }

    private Answer data(int status, String body, boolean inAnyCase, boolean sentBody) throws CommandFailed {
        if (status == 401) {
            throw new CommandFailed(CommandFailed.NO, url + ": " + token.refused());
        }
        JsonObject answer = parse(body);
        JsonValue data = answer.members().get("data");
        if ((status / 100 == 2 || inAnyCase) && data != null) {
            return new Answer(data);
        }
        String message = answer.members().get("msg") instanceof JsonString text ? OneLine.of(text.value()) : "it answers with " + status;
        // A job that the agent refuses is no wrong use of the command that brought it.
        int exitStatus = status == 404 ? CommandFailed.NOT_FOUND : status == 400 && !sentBody ? CommandFailed.USAGE : CommandFailed.NO;
        throw new CommandFailed(exitStatus, status >= 500 || status == 403 ? url() + ": " + message : message, status);
    }

    private JsonObject parse(String body) throws CommandFailed {
        try {
            if (Json.parse(body) instanceof JsonObject object && object.members().containsKey("ret")) {
                return object;
            }
        } catch (JsonException e) {
            // said below
        }
        String begin = body.length() > MOST_SHOWN ? body.substring(0, MOST_SHOWN) + "..." : body;
        throw new CommandFailed(CommandFailed.UNREACHABLE,
                "what listens at " + url + " is no agent: it answers \"" + OneLine.of(begin) + "\"");
    }
}
