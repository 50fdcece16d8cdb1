package io.dcms.runtime.cli;

import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

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
    private static final int MOST_SHOWN = 200;

    private final String url;

    private AgentClient(String url) {
        this.url = url;
    }

    /**
     * The client for an address; connects when asked.
     *
     * @param option      what the command line says
     * @param environment what {@value #VARIABLE} says
     */
    static AgentClient of(Optional<String> option, Optional<String> environment) throws CommandFailed {
        String name = option.isPresent() ? "--url" : VARIABLE;
        String url = option.or(() -> environment.filter(text -> !text.isEmpty())).orElse(DEFAULT_URL);
        try {
            URI uri = new URI(url);
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (isHttp && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return new AgentClient(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new CommandFailed(CommandFailed.USAGE, name + " \"" + url + "\": give an address such as " + DEFAULT_URL);
    }

    /**
     * The {@code data} of an answer.
     *
     * @param path with its query, encoded
     */
    JsonValue get(String path) throws CommandFailed {
        return send("GET", path);
    }

    private JsonValue send(String method, String path) throws CommandFailed {
        try {
            // Straight to the agent: a proxy's idea of 127.0.0.1 is another machine.
            HttpURLConnection connection = (HttpURLConnection) URI.create(url + path).toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout((int) CONNECT.toMillis());
            connection.setReadTimeout((int) ANSWER.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod(method);
            connection.setRequestProperty("Accept", "application/json");
            int status = connection.getResponseCode();
            return data(status, body(connection));
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.TROUBLE, trouble(e));
        }
    }

    private static String body(HttpURLConnection connection) throws IOException {
        InputStream error = connection.getErrorStream();
        try (InputStream in = error != null ? error : connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String trouble(IOException e) {
        String other = " (--url or " + VARIABLE + " names another)";
        if (e instanceof ConnectException) {
            return "nobody listens at " + url + ": is the agent running, and is that its address?" + other;
        }
        if (e instanceof UnknownHostException) {
            return "the host of " + url + " is not known" + other;
        }
        if (e instanceof SocketTimeoutException) {
            return url + " does not answer: " + e.getMessage();
        }
        return url + " can't be asked: " + OneLine.of(String.valueOf(e.getMessage()));
    }

    private JsonValue data(int status, String body) throws CommandFailed {
        JsonObject answer = parse(body);
        JsonValue data = answer.members().get("data");
        if (status / 100 == 2 && data != null) {
            return data;
        }
        String message = answer.members().get("msg") instanceof JsonString text ? OneLine.of(text.value()) : "it answers with " + status;
        int exitStatus = status == 404 ? CommandFailed.NOT_FOUND : status == 400 ? CommandFailed.USAGE : CommandFailed.TROUBLE;
        throw new CommandFailed(exitStatus, exitStatus == CommandFailed.TROUBLE ? url + ": " + message : message);
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
        throw new CommandFailed(CommandFailed.TROUBLE, "what listens at " + url + " is no agent: it answers \"" + OneLine.of(begin) + "\"");
    }
}
